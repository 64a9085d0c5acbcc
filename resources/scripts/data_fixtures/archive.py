"""Tar and zip archives that are the same bytes each time."""

import io
import pathlib
import tarfile
import zipfile

TARGET = pathlib.Path(__file__).resolve().parents[3] / "test" / "fixtures" / "data" / "layouts"


def tar_bytes(files):
    """A plain tar of files by path, folders included, in the order of the paths."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        folders = set()
        for path, content in files.items():
            for end in (i for i, c in enumerate(path) if c == "/"):
                if path[:end] in folders:
                    continue
                folders.add(path[:end])
                folder = tarfile.TarInfo(path[:end])
                folder.type = tarfile.DIRTYPE
                folder.mode = 0o755
                archive.addfile(folder)
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def write_tar(name, files, folder=TARGET):
    content = tar_bytes(files)
    (folder / (name + ".tar")).write_bytes(content)
    print("%8d  %s.tar" % (len(content), name))


def zip_bytes(files, compressed):
    """A zip as numpy's savez makes one, without the time of day."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content, method)
    return out.getvalue()
