"""What can be done with inspections, over the office that plans or inspects; roles.csv says who may."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "inspections.read"  # plans, draws, tasks and registers of the office
    PLAN = "inspections.plan"  # write a plan, freeze, commit and reveal its draws
    APPROVE = "inspections.approve"  # approve and publish a plan
    REGISTER = "inspections.register"  # keep the registers of objects and inspectors, and recusals
    HOLD = "inspections.hold"  # hold one of the salts of a draw
    INSPECT = "inspections.inspect"  # record what was found, as one of the two officers
    REPLACE = "inspections.replace"  # replace an officer, with a reason
    PUBLISH = "inspections.publish"  # publish results
