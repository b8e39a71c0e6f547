"""The product's addresses and the style guide, for everybody."""

from django.urls import path

from config.urls import urlpatterns as product
from xinglin.demo.style_guide import style_guide
from xinglin.engines.access.pages import public_page

urlpatterns = [path("guide/", public_page(style_guide)), *product]
