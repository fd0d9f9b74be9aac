"""Nittedal's suspicion: shielded, reported at once, and read by those who are named alone."""

from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import Wondering, suspect


async def suspicion(tale: Tale, town: Town) -> Wondering:
    """Tell of the suspicion, up to where it is reported; return the concern."""
    teacher, head, child = town["teacher"], town["head"], town["child"]
    async with tale.step("A suspicion of violence: shielded, at level 3 at once, with the head"):
        hidden = await suspect(
            tale,
            teacher,
            child,
            unit=town.units["school"],
            second=head,
            text="Merker på overarmen, og ordene: det må du ikke si hjemme.",
            best_interests="Barnet er tryggest om ingen hjemme vet det ennå.",
        )
    async with tale.step("Reported to child welfare at once; why nobody at home was told is said"):
        report = await hidden.report(
            teacher,
            "CHILD_WELFARE",
            "Vakttelefonen",
            text="Meldt muntlig og skriftlig samme time.",
            untold=[child, town["mother"], town["father"]],
            why_not="Mistanke om vold fra noen hjemme",
        )
        await hidden.contact(head, "POLICE", "Operasjonssentralen", "PHONE", "logg 88-12")
    async with tale.step("The report is filled in as the national portal wants it, for its author"):
        form = f"{hidden.path}/reports/{report.id}/national-form?municipality=3232"
        filled = (await teacher.get(f"{form}&municipalityName=Nittedal")).body
        check(filled["document"]["kommunenummer"] == "3232", "it goes to the right place")
        await head.get(f"{form}&municipalityName=Nittedal", 403, "NOT_YOUR_REPORT")
    async with tale.step("The police are told what they need, by a paragraph that is law that day"):
        law = await teacher.get(f"/v1/legal-grounds?on={tale.on(0)}")
        check(law.mentions("avert-serious-crime"), "it can be looked up")
        told = {
            "ground": "avert-serious-crime",
            "receiver": "POLICE",
            "receiverName": "Operasjonssentralen",
            "items": ["hva barnet sa", "merkene på overarmen"],
            "necessity": "Uten det kan de ikke hindre at det skjer igjen.",
            "second": {"employee": head.id},
            "informed": [
                {"person": town[key].id, "told": False, "whyNot": "Mistanke om vold hjemme"}
                for key in ("child", "mother", "father")
            ],
            "at": tale.moment(),
        }
        await teacher.post(f"{hidden.path}/disclosures", told)
    async with tale.step("The head reads it; the counsellor when named, and not a day longer"):
        counsellor = town["counsellor"]
        check((await head.get(hidden.path)).mentions("overarmen"), "the head reads it")
        await counsellor.get(hidden.path, 404, "NOT_FOUND")
        readers = f"{hidden.path}/shield/readers"
        reader = {"reader": counsellor.id, "why": "Skal være sammen med barnet i morgen"}
        await head.post(readers, reader)
        check((await counsellor.get(hidden.path)).mentions("overarmen"), "who is named reads it")
        await head.post(f"{readers}/removals", {**reader, "why": "Barnevernet er der nå"})
        await counsellor.get(hidden.path, 404, "NOT_FOUND")
    return hidden


async def looked_at_again(tale: Tale, town: Town, hidden: Wondering) -> None:
    """Tell how the shield is looked at on its day, and stays."""
    async with tale.step("On its day the two look at the shield again: it stays, for the child"):
        still = {"why": "Politiet undersøker ennå", "reviewOn": tale.on(30)}
        await town["head"].post(f"{hidden.path}/shield/reviews", still)
