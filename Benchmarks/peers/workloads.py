"""The cases: what is asked, in wrk's Lua, and of which servers."""

import dataclasses
import json

import measure
from servers import user_text

USERS = 1_000_000
PIPELINE_DEPTH = 16
LIST_LIMIT = 100
BATCH_SIZE = 100
CONNECTION_REQUESTS = 200

# Each script sees the server's dialect in `S` and how many users there are in `N`.
COMMON = """
local S = %(dialect)s
local N = %(users)d
math.randomseed(%(seed)d)
local function id(number) return string.format("u%%07d", number) end
-- A request is made once, with marks in place of what differs, and put together from its pieces from then on. Making each
-- anew takes wrk longer than the servers take to answer, and where all clients wait for one commit they would wait for wrk.
-- For the same reason what differs stands at the end of a content where it can: LuaJIT looks a string up, by a hash of its last
-- bytes and a few others, among all that it has made, and would walk through hundreds whose hashes are the same.
local valueMark = "\2\2\2\2\2"
local function template(idLength, make)
    local parts, ids, values
    local function prepare()
        local mark = string.rep("\1", idLength)
        local text = make(mark, valueMark)
        parts, ids, values = {}, {}, {}
        while true do
            local start = string.find(text, "[\1\2]")
            if not start then break end
            local isID = string.byte(text, start) == 1
            parts[#parts + 1] = string.sub(text, 1, start - 1)
            parts[#parts + 1] = ""
            local places = isID and ids or values
            places[#places + 1] = #parts
            text = string.sub(text, start + (isID and idLength or #valueMark))
        end
        parts[#parts + 1] = text
    end
    return function(id, value)
        if not parts then prepare() end
        for index = 1, #ids do parts[ids[index]] = id end
        for index = 1, #values do parts[values[index]] = value end
        return table.concat(parts)
    end
end
local run = "%(run)s"
local getOne = template(8, function(id) return wrk.format("GET", S.prefix .. id .. S.suffix) end)
local updateOne = template(8, S.update)
local createOne = template(#run + 8, S.create)
local function randomUpdate(number) return updateOne(id(number), math.random(10000, 99999)) end
local function uniform() return math.random(0, N - 1) end
-- Zipf with exponent 0.99 by the method of Gray and others (1994), ranks spread over the users by a multiplication.
local theta, zeta = 0.99, 0
for rank = 1, N do zeta = zeta + 1 / rank ^ theta end
local alpha = 1 / (1 - theta)
local eta = (1 - (2 / N) ^ (1 - theta)) / (1 - (1 + 0.5 ^ theta) / zeta)
local function zipf()
    local point = math.random()
    local scaled = point * zeta
    local rank
    if scaled < 1 then rank = 0
    elseif scaled < 1 + 0.5 ^ theta then rank = 1
    else rank = math.floor(N * (eta * point - eta + 1) ^ alpha) end
    return (math.min(rank, N - 1) * 7919) %% N
end
local function get(number, headers)
    if not headers then return getOne(id(number)) end
    return wrk.format("GET", S.prefix .. id(number) .. S.suffix, headers)
end
local created = 0
local function create()
    created = created + 1
    return createOne(run .. string.format("%%08d", created))
end
local pool, position = {}, 0
local function fill(count, make)
    for index = 1, count do pool[index] = make(index) end
end
local function nextOfPool()
    position = position %% #pool + 1
    return pool[position]
end
"""

BODY = json.dumps(user_text(1))


def lua_string(text):
    return json.dumps(text)


def user_with_id_at_its_end():
    """The text of a user with the variable `id` as its last member, as an expression in Lua."""
    user = json.loads(user_text(1))
    del user["id"]
    return lua_string(json.dumps(user, separators=(",", ":"))[:-1] + ',"id":"') + " .. id .. '\"}'"


def dialect(server):
    """How a server is spoken to, as a Lua table."""
    kind = type(server).__name__
    if kind == "Webdis":
        return (
            '{ prefix = "/GET/user:", suffix = ".txt",'
            f' create = function(id) return wrk.format("PUT", "/SET/user:" .. id, {{}}, {user_with_id_at_its_end()}) end,'
            ' update = function(id, value) return wrk.format("PUT", "/SET/user:" .. id, {},'
            f' string.gsub({lua_string(user_text(1))}, "1795475185562", "10000000" .. value)) end,'
            ' batch = function(ids) return wrk.format("GET", "/MGET/user:" .. table.concat(ids, "/user:")) end }'
        )
    if kind == "Kinto":
        collection = server.collection
        return (
            f'{{ prefix = "{collection}/", suffix = "",'
            f' create = function(id) return wrk.format("PUT", "{collection}/" .. id,'
            ' { ["Content-Type"] = "application/json" },'
            f' \'{{"data":\' .. {user_with_id_at_its_end()} .. "}}") end,'
            f' update = function(id, value) return wrk.format("PATCH", "{collection}/" .. id,'
            ' { ["Content-Type"] = "application/json" }, \'{"data":{"n":\' .. value .. "}}") end,'
            f' list = function() return wrk.format("GET", "{collection}?_limit={LIST_LIMIT}") end,'
            ' batch = function(ids) local parts = {} for i, id in ipairs(ids) do'
            f' parts[i] = \'{{"path":"{collection.removeprefix("/v1")}/\' .. id .. \'"}}\' end'
            ' return wrk.format("POST", "/v1/batch", { ["Content-Type"] = "application/json" },'
            ' \'{"defaults":{"method":"GET"},"requests":[\' .. table.concat(parts, ",") .. "]}") end }'
        )
    json_type = '{ ["Content-Type"] = "application/json" }'
    return (
        '{ prefix = "/users/", suffix = "",'
        f' create = function(id) return wrk.format("POST", "/users", {json_type},'
        ' \'{"email":"u@example.com","preferences":{"theme":"dddddddddd"},"id":"\' .. id .. \'"}\') end,'
        f' update = function(id, value) return wrk.format("PUT", "/users/" .. id, {json_type},'
        ' \'{"n":\' .. value .. "}") end,'
        f' list = function() return wrk.format("GET", "/users?limit={LIST_LIMIT}") end,'
        f' batch = function(ids) return wrk.format("POST", "/users:batchGet", {json_type},'
        ' \'{"ids":["\' .. table.concat(ids, \'","\') .. \'"]}\') end }'
    )


@dataclasses.dataclass
class Case:
    """One row group of the table."""

    name: str
    script: str
    #: Names of the servers that can be asked this.
    servers: tuple
    connections: int = 64
    #: Whether the answers are not 2xx or 3xx by intention.
    expects_errors: bool = False
    #: Rounds in each repeat: more where the disk's moods make one differ much from the next.
    rounds: int = 1


HTTP_CACHES = ("userkv", "nginx + Lua LRU", "nginx return", "webdis + Redis", "Kinto")
STORES = ("userkv", "webdis + Redis", "Kinto")

#: What a browser says of itself and of what it takes, as a Lua table.
BROWSER = (
    '{ ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",'
    ' ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",'
    ' ["Accept-Language"] = "en-US,en;q=0.5", ["Accept-Encoding"] = "gzip, deflate, br",'
    ' ["Connection"] = "keep-alive" }'
)

CASES = [
    Case("cached GET, one hot key", "function init(a) fill(1, function() return get(1) end) end "
         "function request() return pool[1] end", HTTP_CACHES),
    Case("cached GET of a browser", f"function init(a) fill(1, function() return get(1, {BROWSER}) end) end "
         "function request() return pool[1] end", HTTP_CACHES),
    Case("cached GET, Zipf 0.99", "function init(a) fill(200000, function() return get(zipf()) end) end "
         "function request() return nextOfPool() end", ("userkv", "nginx + Lua LRU", "webdis + Redis", "Kinto")),
    Case("conditional GET, 304", "function init(a) "
         "fill(1, function() return get(1, { [\"If-None-Match\"] = '%(tag)s' }) end) end "
         "function request() return pool[1] end", ("userkv", "nginx + Lua LRU", "Kinto")),
    Case("GET of an absent user, 404", "function init(a) "
         "fill(1, function() return wrk.format(\"GET\", S.prefix .. \"absent\" .. S.suffix) end) end "
         "function request() return pool[1] end", HTTP_CACHES, expects_errors=True),
    Case("uncached GET", "function request() return get(uniform()) end",
         ("userkv uncached", "webdis + Redis", "Kinto")),
    Case("durable create", "function request() return create() end", STORES, rounds=3),
    Case("durable update", "function request() return randomUpdate(uniform()) end", STORES),
    Case("90 % GET, 10 % update", "function request() "
         "if math.random() < 0.9 then return get(zipf()) end "
         "return randomUpdate(zipf()) end", STORES),
    Case("CRUD mix, 200 a connection", "local sent = 0 "
         "function request() sent = sent + 1; local headers = {} "
         "local text; local dice = math.random() "
         "if dice < 0.75 then text = get(zipf()) "
         "elseif dice < 0.90 then text = randomUpdate(zipf()) "
         "elseif dice < 0.95 then text = S.list() "
         "else text = create() end "
         f"if sent %% {CONNECTION_REQUESTS} == 0 then "
         "text = string.gsub(text, \"\\r\\n\", \"\\r\\nConnection: close\\r\\n\", 1) end "
         "return text end", ("userkv", "Kinto")),
    Case("list of 100", "function init(a) fill(1, S.list) end "
         "function request() return pool[1] end", ("userkv", "Kinto")),
    Case("batch get of 100", "function request() local ids = {} "
         f"for index = 1, {BATCH_SIZE} do ids[index] = id(uniform()) end return S.batch(ids) end", STORES),
    Case(f"pipelined GET, {PIPELINE_DEPTH} deep", "function init(a) "
         f"fill(1, function() return string.rep(get(1), {PIPELINE_DEPTH}) end) end "
         "function request() return pool[1] end", ("userkv", "nginx + Lua LRU", "nginx return", "webdis + Redis")),
    Case("new connection each request", "function init(a) "
         "fill(1, function() return get(1, { [\"Connection\"] = \"close\" }) end) end "
         "function request() return pool[1] end", HTTP_CACHES),
    Case("1,000 connections", "function init(a) fill(1, function() return get(1) end) end "
         "function request() return pool[1] end", HTTP_CACHES, connections=1000),
]


def script(case, server, users, seed, run, tag):
    head = COMMON % {
        "dialect": dialect(server), "users": users, "seed": seed, "run": run,
    }
    return head + measure.LUA_RESULT + (case.script % {"tag": tag})
