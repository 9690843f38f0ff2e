"""Finding products by words, the same way on SQLite and PostgreSQL.

Every word of the query must begin a word of the product (name, brand, category or SKU); a word that begins none
anywhere is taken for the nearest word there is. Whole words in the name come first, then words beginning in the
name, then the rest; inside each, what sold best.
"""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from feria.mall.catalog.models import Category, Product, SearchWord
from feria.mall.catalog.words import nearest, query_words


def matching(found: QuerySet[Product], query: str) -> tuple[QuerySet[Product], tuple[Combinable, ...]]:
    """The products that match, and the order that puts the best first. A query without a word finds nothing."""
    words = understood(query)
    if not words:
        return found.none(), ()
    everywhere, named, exact = Q(), Q(), Q()
    for word in words:
        everywhere &= Q(search_text__contains=f" {word}" if word.isascii() else word)
        named &= Q(name__icontains=word)
        exact &= Q(search_text__contains=f" {word} ")
    rank = Case(
        When(named & exact, then=Value(0)),
        When(named, then=Value(1)),
        When(exact, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return found.filter(everywhere), (rank,)


def understood(query: str) -> list[str]:
    """The words of a query, each mistyped one replaced by the word it was most likely meant to be."""
    return [_meant(word) for word in query_words(query)]


def _meant(word: str) -> str:
    if not word.isascii() or not word.isalpha() or SearchWord.objects.filter(word__startswith=word).exists():
        return word
    alike = SearchWord.objects.order_by("-products", "word").values_list("word", flat=True)
    return nearest(word, alike) or word


def suggestions(query: str, limit: int = 8) -> list[str]:
    """What a person who typed this far may be about to type: words, then categories. Few letters, few rows."""
    words = query_words(query)
    if not words:
        return []
    *before, last = words
    known = SearchWord.objects.filter(word__startswith=last).order_by("-products", "word")
    ends = known.values_list("word", flat=True)[:limit]
    completed = [" ".join([*before, end]) for end in ends]
    categories = Category.objects.filter(name__icontains=" ".join(words)).order_by("depth", "name")
    completed += [name.lower() for name in categories.values_list("name", flat=True)[:limit]]
    return list(dict.fromkeys(completed))[:limit]
