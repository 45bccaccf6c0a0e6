story  A coordinator orders an export in the templates channel; a team member cannot see that it exists.
cast   tess team(on: AB), cora coordinator
tess in AB     /attend present
cora in templates   /export attendance from: 2026-09-01 to: 2026-12-24 for: all purpose: "half-term report"
only cora      passphrase
tess sees      nothing
audit          cora export.ordered attendance
tess cannot    see templates
tess in AB     /export attendance for: all purpose: "curious"
only tess      /export
tess sees      nothing
cora in templates   /export attendance from: 2026-12-24 to: 2026-09-01 for: all purpose: "backwards"
only cora      before
cora in templates   /export attendance for: all
only cora      purpose
