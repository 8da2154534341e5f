"""Events, and who came: every number of persons is one that lib.metrics.suppression lets through.

With countries chosen, events are those that these countries hosted; where attendees come from is a choice of the page
(`Scope.attendees_from`). An event's attendance is that of its attendance list or sums; where nobody noted who came,
it is the published number of people who attended. Online viewers and participants are shown apart and never added.
"""
