"""Addresses of ratings."""

from django.urls import path

from banshi.insight.ratings import views

app_name = "ratings"
urlpatterns = [
    path("ratings/", views.overview, name="overview"),
    path("my/applications/<str:number>/rate/", views.rate, name="rate"),
    path("rate/thanks/", views.thanks, name="thanks"),
    path("rate/<str:token>/", views.rate_by_link, name="link"),
    path("desk/ratings/", views.desk, name="desk"),
    path("desk/ratings/slip/<str:number>/", views.slip, name="slip"),
    path("desk/ratings/<str:number>/", views.matter, name="matter"),
    path("desk/ratings/<str:number>/close/", views.close, name="close"),
]
