story  Everyone who works here reads the staff channel; admin does not.
cast   tess team, vic volunteer, conn contractor, cora coordinator, adam admin
tess in staff  the minibus is back
vic sees       the minibus is back
conn sees      the minibus is back
cora sees      the minibus is back
adam sees      nothing
adam cannot    read staff
vic can        post staff
