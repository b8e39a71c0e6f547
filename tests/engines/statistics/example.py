"""Figures for the tests: uploads by province, hospital and kind, with their bytes as a second measure."""

from django.db.models import Count, Sum
from django.urls import path

from config import urls
from config.urls import handler404  # noqa: F401 -- of this root
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.rights import RIGHTS, right
from xinglin.engines.access.roles import AUTHORITIES, Role
from xinglin.engines.access.visible import visible
from xinglin.engines.files.models import Upload
from xinglin.engines.statistics.declaration import FIGURES, Choices, Dimension, Figures, Measure
from xinglin.engines.statistics.views import figures_view

VIEW = right("tests.count", "统计文件", AUTHORITIES, Role.BASE_ADMIN)
KINDS = (("portrait", "照片"), ("scan", "扫描件"), ("sheet", "表格"))


def _under(kind: str):
    def choices(actor: Actor) -> Choices:
        found = Unit.objects.filter(kind=kind, path__startswith=actor.unit.path)
        return list(found.order_by("pk").values_list("pk", "name"))

    return choices


def city_of(actor: Actor) -> dict[int, int]:
    parents = Unit.objects.filter(kind="institution", parent__kind="city").values_list("pk", "parent")
    return dict(parents)


FILES = Figures(
    key="test-files",
    title="文件统计",
    url="counted",
    right=VIEW,
    rows=lambda actor: visible(Upload, actor, VIEW),
    unit="份",
    dimensions=(
        Dimension(key="province", title="省份", choices=_under("province"), down="institution"),
        Dimension(key="city", title="城市", at="institution", choices=_under("city"), fold=city_of, unnamed="未设地市"),
        Dimension(key="institution", title="医院", choices=_under("institution"), down="kind"),
        Dimension(key="kind", title="类别", choices=lambda actor: KINDS, ordered=True),
    ),
    measures=(
        Measure(key="files", title="份数", aggregate=Count("pk")),
        Measure(key="bytes", title="字节", aggregate=Sum("size")),
    ),
)
urlpatterns = [path("counted/", figures_view(FILES), name="counted"), *urls.urlpatterns]
FIGURES.pop("test-files")
RIGHTS.pop("tests.count")
