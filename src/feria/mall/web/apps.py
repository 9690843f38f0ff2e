"""The Django application that carries templates, static files and template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Feria's design system as a Django app."""

    name = "feria.mall.web"
    label = "web"
    verbose_name = "Feria pages"
