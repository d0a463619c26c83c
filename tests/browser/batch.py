"""Microsoft's client library asks in batches: paths to objects, and what is to be done with them, in order."""

from __future__ import annotations

import json


class UnknownToHostError(AssertionError):
    """The page asks something that the stand-in for Excel does not know."""


class RefusedByExcelError(Exception):
    """What Excel itself refuses; the page gets the code and the words."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Missing:
    """What `…OrNullObject` gives where there is nothing."""


_GLOBAL, _NEW, _METHOD, _PROPERTY, _INDEXER, _REFERENCE, _NULL = 1, 2, 3, 4, 5, 6, 7
_INSTANTIATE, _QUERY, _CALL, _SET, _TRACE, _UNCHANGED = 1, 2, 3, 4, 5, 6
_SILENT = {
    "_KeepReference",
    "_RemoveReference",
    "_SetOsfControlContainerReadyForCustomFunctions",
    "_SetOsfAndCheckRuntimeReadyForCustomFunctions",
}
"""Housekeeping of the library between itself and Excel."""


def camel(name):
    return name[:1].lower() + name[1:]


class Batch:
    """One request of the library, carried out on a root object."""

    def __init__(self, request, root, services):
        self._request = json.loads(request)
        self._paths = self._request["ObjectPaths"]
        self._objects = {}
        self._root, self._services = root, services

    def reply(self):
        results = []
        try:
            for action in self._request["Actions"]:
                results.append({"ActionId": action["Id"], "Value": self._act(action)})  # noqa: PERF401 - kept when one fails
        except RefusedByExcelError as error:
            return json.dumps({"Results": results, "Error": {"Code": error.code, "Message": str(error)}})
        return json.dumps({"Results": results})

    def _act(self, action):
        kind, target = action["ActionType"], action.get("ObjectPathId")
        if kind in (_TRACE, _UNCHANGED) or action["Name"] in _SILENT:
            return None
        found = self._object(target)
        arguments = self._arguments(action)
        if kind == _INSTANTIATE:
            return self._kept(found)
        if kind == _QUERY:
            return described(found, _tree(action["QueryInfo"]))
        if isinstance(found, Missing):
            raise RefusedByExcelError("ItemNotFound", f"{action['Name']} of nothing")
        if kind == _SET:
            put(found, camel(action["Name"]), *arguments)
            return None
        if kind == _CALL:
            value = member(found, camel(action["Name"]))(*arguments)
            return value if value is None or isinstance(value, (bool, int, float, str, list, dict)) else {}
        raise UnknownToHostError(f"action {action}")

    def _kept(self, found):
        """The name by which the library finds an object again in a later batch, where it asks for one."""
        if isinstance(found, Missing):
            return None
        if not getattr(found, "KEPT", False):
            return {}
        name = next((name for name, known in self._root.kept.items() if known is found), str(len(self._root.kept) + 1))
        self._root.kept[name] = found
        return {"_ReferenceId": name}

    def _arguments(self, action):
        info = action.get("ArgumentInfo") or {}
        objects = info.get("ReferencedObjectPathIds") or []
        given = info.get("Arguments", [])
        return [
            self._object(path) if path else value
            for value, path in zip(given, [*objects, *[0] * len(given)], strict=False)
        ]

    def _object(self, number):
        if number not in self._objects:
            self._objects[number] = self._resolved(self._paths[str(number)])
        return self._objects[number]

    def _resolved(self, path):
        kind, name = path["ObjectPathType"], path["Name"]
        if kind == _GLOBAL:
            return self._root
        if kind == _NULL:
            return Missing()
        if kind == _REFERENCE:
            return self._root.kept[name]
        if kind == _NEW:
            if name not in self._services:
                raise UnknownToHostError(f"service {name}")
            return self._services[name]
        parent = self._object(path["ParentObjectPathId"])
        if isinstance(parent, Missing):
            return parent
        if kind == _PROPERTY:
            return member(parent, camel(name))
        if kind == _INDEXER:
            return member(parent, "getItem")(*self._arguments(path))
        if kind == _METHOD:
            return member(parent, camel(name))(*self._arguments(path))
        raise UnknownToHostError(f"path {path}")


def member(thing, name):
    """An attribute or method that the stand-in has under Excel's own name."""
    if name.startswith("_") or not hasattr(type(thing), name):
        raise UnknownToHostError(f"{type(thing).__name__}.{name}")
    return getattr(thing, name)


def put(thing, name, value):
    known = getattr(type(thing), name, None)
    if not isinstance(known, property) or known.fset is None:
        raise UnknownToHostError(f"{type(thing).__name__}.{name} = …")
    setattr(thing, name, value)


def _tree(query):
    tree = {}
    for path in [*query.get("Select", []), *query.get("Expand", [])]:
        branch = tree
        for part in path.split("/"):
            branch = branch.setdefault(camel(part), {})
    return tree


def described(thing, tree):
    """What the library gets of an object: the properties asked for, of a collection those of its items."""
    if isinstance(thing, Missing):
        return None  # by which the library knows that there is nothing
    if isinstance(thing, Collection):
        return {"_Items": [described(item, tree.get("items") or _without_items(tree)) for item in thing.all()]}
    wanted = {name: branch for name, branch in tree.items() if name != "*"}
    if "*" in tree or not wanted:
        wanted |= {name: {} for name in type(thing).SCALARS}
    found = {name: _value(member(thing, name), branch) for name, branch in wanted.items()}
    return {
        **({"_Id": thing.identity} if hasattr(thing, "identity") else {}),
        **{_pascal(n): v for n, v in found.items()},
    }


def _without_items(tree):
    return {name: branch for name, branch in tree.items() if name != "items"}


def _value(value, branch):
    return described(value, branch) if isinstance(value, (Collection, Missing)) or hasattr(value, "SCALARS") else value


def _pascal(name):
    return name[:1].upper() + name[1:]


class Collection:
    """Things of one kind, by name or by place."""

    def __init__(self, items, key="name"):
        self._items, self._key = items, key

    def all(self):
        return self._items() if callable(self._items) else self._items

    def getItemOrNullObject(self, name):  # noqa: N802 - Excel's own name
        return next((item for item in self.all() if str(getattr(item, self._key)) == str(name)), Missing())

    def getItem(self, name):  # noqa: N802
        found = self.getItemOrNullObject(name)
        if isinstance(found, Missing):
            raise RefusedByExcelError("ItemNotFound", f"没有 {name}")
        return found

    def getItemAt(self, index):  # noqa: N802
        return self.all()[index]

    def getCount(self):  # noqa: N802
        return len(self.all())
