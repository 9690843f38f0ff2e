from django.apps import AppConfig


class CouponsConfig(AppConfig):
    name = "feria.mall.coupons"
    label = "coupons"
    default_auto_field = "django.db.models.BigAutoField"
