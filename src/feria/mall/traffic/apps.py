from django.apps import AppConfig


class TrafficConfig(AppConfig):
    name = "feria.mall.traffic"
    label = "traffic"
    default_auto_field = "django.db.models.BigAutoField"
