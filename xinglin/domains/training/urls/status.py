"""Addresses of 培训状态, and of changes of base and specialty."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from ..lists.returning import TO_PUT_BACK
from ..lists.transfers import TRANSFERS
from ..views import moving, status

app_name = "status"
urlpatterns = [
    path("ending/", list_view(TO_PUT_BACK), name="to_put_back"),
    path("transfers/", list_view(TRANSFERS), name="transfers"),
    path("transfers/<int:pk>/", moving.take, name="take"),
    path("<int:pk>/", status.show, name="show"),
    path("<int:pk>/take-back/", status.take_back, name="take_back"),
    path("<int:pk>/specialty/", moving.specialty, name="specialty"),
]
