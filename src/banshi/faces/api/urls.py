"""The API's address, with the routers of the apps."""

from django.urls import path

from banshi.faces.api.site import api
from banshi.insight.exchange.api import router as exchange
from banshi.insight.indicators.api import router as indicators
from banshi.insight.ratings.api import router as ratings
from banshi.matters.applications.api import router as applications
from banshi.matters.appointments.api import router as appointments
from banshi.registers.credit.api import router as credit

api.add_router("/", applications)
api.add_router("/", appointments, url_name_prefix="appointments")
api.add_router("/", credit, url_name_prefix="credit")
api.add_router("/", indicators)
api.add_router("/", ratings)
api.add_router("/", exchange)

urlpatterns = [path("", api.urls)]
