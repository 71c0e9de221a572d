"""Addresses of leniency. A case's number is a `number` of the applications' converter, such as ZF-2022-000001."""

from django.urls import path

from banshi.matters.enforcement.leniency.views import desk, party, public

app_name = "leniency"
urlpatterns = [
    path("leniency/", public.search, name="search"),
    path("leniency/decisions/", public.decisions, name="decisions"),
    path("leniency/figures/", public.figures, name="figures"),
    path("leniency/<slug:code>/", public.slip, name="slip"),
    path("my/cases/", party.mine, name="mine"),
    path("my/cases/<number:number>/", party.case, name="case"),
    path("my/cases/<number:number>/show/", party.show, name="show"),
    path("my/cases/<number:number>/defend/", party.defend, name="defend"),
    path("desk/cases/", desk.home, name="desk"),
    path("desk/cases/new/", desk.new, name="new"),
    path("desk/cases/on-the-spot/", desk.on_the_spot, name="on_the_spot"),
    path("desk/cases/<number:number>/", desk.matter, name="matter"),
    path("desk/cases/<number:number>/<slug:verb>/", desk.step, name="step"),
]
