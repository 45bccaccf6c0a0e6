story  The templates channel belongs to coordinators and above.
cast   tess team(on: AB), cora coordinator, adam admin
cora in templates   the parent report is due on Friday
cora sees      due on Friday
tess sees      nothing
adam sees      nothing
tess cannot    see templates
cora can       export templates
