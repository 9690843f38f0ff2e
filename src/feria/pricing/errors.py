"""What can be wrong with what the engine is handed. Ineligibility is never an error: it is a Refusal."""


class PricingError(ValueError):
    """A broken request; says what happened, where, and how to mend it."""


class CartProblem(PricingError):
    """A cart that cannot be priced: ``code`` names the reason, ``line`` the line (or "")."""

    def __init__(self, code: str, message: str, *, line: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line

    def __reduce__(self) -> tuple[object, ...]:
        return (_cart_problem, (self.code, self.message, self.line))


def _cart_problem(code: str, message: str, line: str) -> CartProblem:
    return CartProblem(code, message, line=line)


class PromotionProblem(PricingError):
    """A promotion that makes no sense: ``path`` is the place ("promotions[3].benefit.tiers[1].spend")."""

    def __init__(self, promotion: str, path: str, message: str, mend: str) -> None:
        super().__init__(f"{path}: {message} {mend}")
        self.promotion = promotion
        self.path = path
        self.message = message
        self.mend = mend

    def __reduce__(self) -> tuple[object, ...]:
        return (PromotionProblem, (self.promotion, self.path, self.message, self.mend))
