from django.apps import AppConfig
from django.conf import settings


class KitConfig(AppConfig):
    name = "feria.mall.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from feria.mall.kit.translations import compile_stale

        for locale in settings.LOCALE_PATHS:
            compile_stale(locale)
