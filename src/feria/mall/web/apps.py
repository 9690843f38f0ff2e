from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "feria.mall.web"
    label = "web"
