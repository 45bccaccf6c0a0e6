kestrel-4f7w-harbour 9
kestrel-4f7w-harbour 9
