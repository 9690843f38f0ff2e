"""A festival and the versions of its document; what is in force is computed from the document, never copied out."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Festival(models.Model):
    """One campaign. ``applied`` names the version in force, or nothing when it is withdrawn."""

    code = models.SlugField(max_length=60, unique=True)  # the document's id
    applied = models.ForeignKey(
        "FestivalVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    first_applied_at = models.DateTimeField(null=True)  # none yet: a draft

    class Meta:
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.code


class FestivalVersion(models.Model):
    """A document as it was handed in; the same text twice is the same version (R1.5)."""

    festival = models.ForeignKey(Festival, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()  # the YAML as written, comments and all
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["festival", "number"]
        constraints = [
            models.UniqueConstraint(fields=["festival", "number"], name="numbered_once"),
            models.UniqueConstraint(fields=["festival", "digest"], name="same_text_same_version"),
        ]


class PhaseOverride(models.Model):
    """An operator's switch of what the storefront shows, at once, until it is lifted (R1.2)."""

    festival = models.OneToOneField(Festival, on_delete=models.CASCADE, related_name="override")
    phase = models.CharField(max_length=40)
    period = models.CharField(max_length=40, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
