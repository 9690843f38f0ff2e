"""Forms of the console."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feria.festival import Document
from feria.mall.web.storefront.words import worded

LARGEST_BYTES = 1_000_000


class DocumentForm(forms.Form):
    """A festival document, pasted or uploaded."""

    text = forms.CharField(
        label=_("Document"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("Or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        written = self._read(file) if file else cleaned.get("text", "")
        cleaned["document"] = written.replace(
            "\r\n", "\n"
        )  # as browsers send it; the same text is the same version
        if not cleaned["document"].strip():
            raise forms.ValidationError(_("Paste a document or choose a file."))
        return cleaned

    def _read(self, file: Any) -> str:
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 1 MB: a festival document is text of a few pages.")
            )
        try:
            return str(file.read().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("The file is not UTF-8 text: save the document as UTF-8.")
            ) from error


class OverrideForm(forms.Form):
    """Which phase (and period) the storefront shows; empty for what the clock says."""

    moment = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moment"].choices = [("", _("what the clock says")), *_moments(document)]  # type: ignore[attr-defined]

    @property
    def chosen_name(self) -> str:
        """The chosen phase in the reader's language."""
        return str(dict(self.fields["moment"].choices).get(self.cleaned_data["moment"], ""))  # type: ignore[attr-defined]


def _moments(document: Document) -> list[tuple[str, str]]:
    found = []
    for phase in document.phases:
        name = worded(phase.names)
        found.append((phase.id, name))
        found += [(f"{phase.id}/{period.id}", f"{name} · {worded(period.names)}") for period in phase.periods]
    return found
