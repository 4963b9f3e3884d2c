"""Users: find a person among all, and open, make or export people."""

from pages.parts import desk, people_list
from usercore.frames import roles as role_lists
from usercore.frames import users as lists

me = desk.enter(lists.search)
people_list.the_page(me, {role.name: role.title for role in desk.ask(role_lists.every).itertuples()})
