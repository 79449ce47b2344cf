"""What the answers say: counts, intervals, priority, change, text, comparison, disclosure, chart specifications.

A guide to the room, from the mathematics to the page:

- `estimates` are the result types; `finite` describes this year's members, `compare` and `funnel` set associations
  side by side, `change` looks over the years, `need` says what is missing, `ordinal` sums up scales.
- `text_search`, `meanings`, `similarity`, `distinctive` and `agreement` are about words.
- `counts` counts a release. Its numbers are not for showing: `disclosure` decides what may be shown, and everything
  on a page, in a file or in the API comes out of there. `results` is a whole page as data.
- `charts` are specifications of charts, made of results by the web, drawn by it and by the documents.

Pure: numpy and scipy only; codes and numbers, never sentences.
"""
