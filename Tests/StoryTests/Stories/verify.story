story  An address is used only after its code was told; five wrong codes need a new one.
cast   tess team(on: AB), cora coordinator, dara director dsl
clock  2026-11-20 09:05
cora in coordination   /school "Hillside Academy" email: office@hillside.example
cora sees              mail 1: verify 
cora sees              verification 1
tess sees              nothing
cora in coordination   /verify school 1 code: bcde-fghi
only cora              The mail with the code for school 1 has not left yet.
handed                 verification 1 bcde-fghi
cora in coordination   /verify school 1 code: aaaa-aaaa
only cora              That is not the code that was mailed. 4 more tries.
cora sees              wrong codes told 1
cora in coordination   /verify school 1 code: bbbb-bbbb
only cora              3 more tries
cora in coordination   /verify school 1 code: cccc-cccc
cora in coordination   /verify school 1 code: dddd-dddd
only cora              1 more try.
cora in coordination   /verify school 1 code: eeee-eeee
only cora              It was tried too often.
cora in coordination   /verify school 1 code: ffff-ffff                # even the right one would not do now
only cora              No code waits to be told for school 1. Have one mailed: /verify school 1 code: new
cora in coordination   /verify school 1 code: new
only cora              A new code is mailed to office@hillside.example.
cora sees              mail 2
cora in coordination   /verify concern 1 code: abcd-efgh
only cora              There is no record 'concern 1'.
cora in coordination   /state school 1 verified
only cora              An address is verified by its code alone.
cora in coordination   /state school 1 left
cora in coordination   /verify school 1 code: new
only cora              School 1 is 'left': no code is waited for.
tess in coordination   /verify school 1 code: new
only tess              There is no such thing here.
