from django.apps import AppConfig


class RushConfig(AppConfig):
    name = "feria.mall.rush"
    label = "rush"
    default_auto_field = "django.db.models.BigAutoField"
