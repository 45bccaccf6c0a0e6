story  Coordination is for coordinators and management.
cast   tess team(on: AB), cora coordinator, cal coordinator manager, adam admin
cora in coordination   I take the queries this week
cal sees       I take the queries
tess sees      nothing
adam sees      nothing
tess cannot    see coordination
