"""Addresses of inspections: everybody's, the desk's, the officer's telephone's."""

from django.urls import path

from banshi.matters.enforcement.inspections.views import desk, phone, public, registers

app_name = "inspections"
urlpatterns = [
    path("inspections/", public.home, name="home"),
    path("inspections/items/", public.items, name="items"),
    path("inspections/plans/", public.plans, name="plans"),
    path("inspections/plans/<str:number>/", public.plan, name="plan"),
    path("inspections/draws/", public.draws, name="draws"),
    path("inspections/commitments/<int:year>.json", public.commitments, name="commitments"),
    path("inspections/draws/<str:number>/", public.draw, name="draw"),
    path("inspections/draws/<str:number>/files.zip", public.folder, name="folder"),
    path("inspections/draws/<str:number>/files/<str:name>", public.file, name="file"),
    path("inspections/draws/<str:number>/standing/", public.standing, name="standing"),
    path("inspections/verify/", public.verify, name="verify"),
    path("inspections/time-stamp-authority.pem", public.authority, name="authority"),
    path("inspections/results/", public.results, name="results"),
    path("my/inspections/", public.mine, name="mine"),
    path("desk/inspections/", desk.home, name="desk"),
    path("desk/inspections/plans/new/", desk.new_plan, name="desk_new_plan"),
    path("desk/inspections/plans/<str:number>/", desk.plan, name="desk_plan"),
    path("desk/inspections/plans/<str:number>/edit/", desk.edit_plan, name="desk_edit_plan"),
    path("desk/inspections/plans/<str:number>/draw/", desk.freeze, name="desk_freeze"),
    path("desk/inspections/plans/<str:number>/<slug:verb>/", desk.plan_step, name="desk_plan_step"),
    path("desk/inspections/draws/<str:number>/", desk.draw, name="desk_draw"),
    path("desk/inspections/draws/<str:number>/again/", desk.run_again, name="desk_run_again"),
    path("desk/inspections/draws/<str:number>/<slug:verb>/", desk.draw_step, name="desk_draw_step"),
    path("desk/inspections/tasks/<str:number>/", desk.task, name="desk_task"),
    path("desk/inspections/tasks/<str:number>/publish/", desk.publish, name="desk_publish"),
    path("desk/inspections/objects/", registers.objects, name="desk_objects"),
    path("desk/inspections/objects/new/", registers.new_object, name="desk_new_object"),
    path("desk/inspections/objects/<str:code>/", registers.edit_object, name="desk_object"),
    path("desk/inspections/objects/<str:code>/adopt/", registers.adopt_class, name="desk_adopt"),
    path("desk/inspections/objects/<str:code>/strike/", registers.strike_object, name="desk_strike_object"),
    path("desk/inspections/inspectors/", registers.inspectors, name="desk_inspectors"),
    path("desk/inspections/inspectors/new/", registers.new_inspector, name="desk_new_inspector"),
    path("desk/inspections/inspectors/<str:number>/", registers.inspector, name="desk_inspector"),
    path("desk/inspections/inspectors/<str:number>/strike/", registers.strike_inspector, name="desk_strike_inspector"),
    path("desk/inspections/inspectors/<str:number>/recuse/", registers.recuse, name="desk_recuse"),
    path("desk/inspections/inspectors/<str:number>/recusals/<int:pk>/lift/", registers.lift, name="desk_lift"),
    path("desk/inspections/visits/", phone.mine, name="my_visits"),
    path("desk/inspections/visits/service-worker.js", phone.service_worker, name="visits_worker"),
    path("desk/inspections/visits/<str:number>/", phone.visit, name="visit"),
    path("desk/inspections/visits/<str:number>/cases/", desk.open_case, name="desk_open_case"),
]
