from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hejia.places"
    label = "places"
    verbose_name = "区域与地址"
    default_auto_field = "django.db.models.BigAutoField"
