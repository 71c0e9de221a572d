"""Address of stored files."""

from django.urls import path

from banshi.kernel.files import views

urlpatterns = [path("<uuid:key>/", views.serve, name="file")]
