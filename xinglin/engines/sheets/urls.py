"""Addresses of the sheet engine, under /sheets/."""

from django.urls import path

from . import views

app_name = "sheets"
urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/progress", views.progress, name="progress"),
    path("runs/<int:pk>/rows/<slug:verdict>", views.rows, name="rows"),
    path("runs/<int:pk>/import", views.carry_out, name="carry_out"),
    path("runs/<int:pk>/mend", views.mend, name="mend"),
    path("runs/<int:pk>/undo", views.undo, name="undo"),
    path("runs/<int:pk>/file", views.original, name="original"),
    path("runs/<int:pk>/marked", views.marked, name="marked"),
    path("<slug:key>/template", views.template, name="template"),
    path("<slug:key>/import", views.panel, name="import"),
]
