"""Who answers for a page and how to reach them."""

import pytest

from server.article import Block, Link, Role
from server.extraction.jsonld import Graph
from server.extraction.policies import find_policies
from server.extraction.publisher import domain_of, find_contacts, find_publisher


def furniture(*lines):
    return tuple(Block(Role.BOILERPLATE, line) for line in lines)


def quotes(blocks, found):
    return [blocks[int(q.address.split(":")[1])].text[q.start : q.end] for q in found]


def test_contacts_are_mail_addresses_and_telephone_numbers_of_the_furniture():
    blocks = (
        *furniture("Email: desk@ellery.example", "Phone: +44 20 7946 0000", "(212) 555-0147"),
        Block(Role.BODY, "Write to mayor@town.example or call +44 20 7946 0999, she said."),
    )
    assert quotes(blocks, find_contacts(blocks)) == [
        "desk@ellery.example", "+44 20 7946 0000", "(212) 555-0147",
    ]  # fmt: skip


def test_a_contact_link_is_a_way_to_reach_the_publisher():
    (quote,) = find_contacts((), [Link("/c", "Contact us"), Link("/a", "About")])
    assert quote.address == "link:0"


@pytest.mark.parametrize("text", ["2023-12-22", "1 234 567", "12.06.2024 14:30", "1-2 (3-4)"])
def test_other_figures_are_no_telephone(text):
    assert find_contacts(furniture(text)) == ()


def test_the_name_is_stated_then_printed():
    blocks = furniture("© 2024 Ellery Echo Ltd. All rights reserved.")
    assert find_publisher(["The Echo"], "https://echo.example/a", blocks).name == "The Echo"
    assert find_publisher(["echo"], "https://echo.example/a", blocks).name == "Ellery Echo Ltd"


def test_without_an_address_the_domain_is_that_of_the_mail():
    found = find_publisher([], None, furniture("Echo", "info@echo.example"))
    assert (found.name, found.domain) == ("Echo", "echo.example")
    assert find_publisher([], None, furniture("someone@gmail.com")).domain == ""


@pytest.mark.parametrize(
    ("url", "domain"), [("http://www.a.example/", "a.example"), (None, ""), ("http://[", "")]
)
def test_domains(url, domain):
    assert domain_of(url) == domain


@pytest.mark.parametrize(
    ("text", "url", "kind"),
    [
        ("Corrections", "", "correctionsPolicy"), ("Code of Ethics", "", "ethicsPolicy"),
        ("Impressum", "", "masthead"), ("Our Standards", "", "publishingPrinciples"),
        ("Kode Etik", "", "ethicsPolicy"), ("Contact Us", "", "contact"),
        ("हमारे बारे में", "", "about"),
        ("AI Policy", "", "aiPolicy"),
        ("Rules we follow", "/editorial-standards", "publishingPrinciples"),
        ("Privacy Policy", "/privacy", None), ("Sport", "/sport", None),
        ("A long story about ethics in parliament today", "/news/ethics-row-in-house-grows", None),
        ("Read", "/2024/01/02/the-ethics-of-being-late-to-work-every-day", None),
    ],
)  # fmt: skip
def test_policies_by_what_links_are_called(text, url, kind):
    found = find_policies(Graph(), {}, [Link(f"https://post.example{url}", text)], (), "")
    assert [policy.kind for policy in found] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("rel", "kinds"), [("about", ["about"]), ("nofollow contact", ["contact"])]
)
def test_policies_by_the_relation_of_a_link(rel, kinds):
    link = Link("https://post.example/x", "Heron House", rel=rel)
    assert [policy.kind for policy in find_policies(Graph(), {}, [link], (), "")] == kinds
