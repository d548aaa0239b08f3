"""Pages: the rows of one, and the DataCount and Page that go with them."""
from annex_marks import ANY

PAGE_SIZE = 100  # Where none is asked.


def page_of(name, rows, arguments):
    """{name: rows of the asked page, "dataCount", "page"}; a page behind the last is empty."""
    number, size = int(arguments.get("pageNo", 1)), int(arguments.get("pageSize", PAGE_SIZE))
    pages = -(-len(rows) // size)
    return {name: rows[(number - 1) * size:number * size],
            "dataCount": count_of(len(rows)),
            "page": {"pageNo": number, "pageSize": size, "totalPages": pages,
                     "hasNext": number < pages, "next": ANY}}


def count_of(total):
    return {"total": total, "categoryCount": ANY, "pointCount": ANY, "parameterCount": ANY,
            "readingCount": ANY}
