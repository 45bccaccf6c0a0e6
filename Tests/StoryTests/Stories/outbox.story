story  The outbox is held with a reason and released; only those who look after it can.
cast   tess team(on: AB), cora coordinator, dara director dsl, vic volunteer(volunteer: AB)
clock  2026-11-20 09:05
cora in coordination   /school "Hillside Academy" email: office@hillside.example
cora in outbox         /outbox hold
only cora              'reason' is needed when action is hold.
cora in outbox         /outbox hold reason: "wrong template"
cora sees              hold 1: outbox, wrong template
audit                  cora record.opened hold 1
cora in outbox         /outbox hold reason: "again"
only cora              The outbox is held already.
cora in outbox         /outbox hold mail 1 reason: "this one too"
audit                  cora record.state mail 1 from queued to held
tess sees              nothing
cora in outbox         /outbox retry mail 1
only cora              Mail 1 is 'held': there is nothing to retry. A held mail may be released
cora in outbox         /outbox release mail 1
audit                  cora record.state mail 1 from held to queued
cora in outbox         /outbox release
audit                  cora record.state hold 1 from held to released
cora in outbox         /outbox release
only cora              The outbox is not held.
cora in outbox         /outbox cancel reason: "all of it"
only cora              Say which mail to cancel.
cora in outbox         /outbox cancel mail 1 reason: "sent by hand"
audit                  cora record.state mail 1 from queued to cancelled
cora in outbox         /outbox retry mail 1
only cora              Mail 1 is 'cancelled': there is nothing to retry.
cora in outbox         /outbox retry
only cora              No mail has failed.
cora in outbox         /outbox retry hold 1
only cora              Hold 1 is not a mail.
cora in outbox         /send address: x@y.example subject: s body: b key: k
only cora              '/send' is not for you to use. It is for: bot.
cora in outbox         /hold what: outbox reason: x
only cora              '/hold' is not for you to use.
tess in outbox         /outbox release
only tess              There is no such thing here.
vic cannot             see outbox
