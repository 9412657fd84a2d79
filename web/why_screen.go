package web

import (
	"cmp"
	"net/http"
	"net/url"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// whyPath is where "not shown" leads: which line and record, or what is missing.
func whyPath(t access.Thing, record id.ID, g access.Group) string {
	return "/why?" + url.Values{"thing": {t.String()}, "record": {record.String()}, "group": {g.String()}}.Encode()
}

// shown says for one part of a record whether it may be seen and where to read
// why not.
func shown(seen access.Groups, t access.Thing, record id.ID, g access.Group) Shown {
	if seen.Has(g) {
		return Shown{OK: true}
	}
	return Shown{Why: whyPath(t, record, g)}
}

// why answers GET /why: because of which lines and access records somebody may
// do something, or what is nearest and what would change it. Without a member
// it is about oneself, in a person's words.
func (s *screens) why(w http.ResponseWriter, r *http.Request) error {
	q, err := readQuestion(r.URL.Query())
	if err != nil {
		return err
	}
	self := q.Member.IsZero() || q.Member == viewer(r).Who().Member
	if self {
		q.Member = viewer(r).Who().Member
	}
	found, err := s.People.Why(r.Context(), viewer(r), q)
	if err != nil {
		return err
	}
	b := whyOf(s.local(r), q, found)
	var others []NavLink
	if !self {
		others = parts(s.local(r), q)
	}
	return s.show(w, r, http.StatusOK, whyScreen(s.frameOf(r, say(r.Context(), "word.why")), b, others))
}

// readQuestion reads what is asked about from an address. Unknown words are as
// unknown as unknown records.
func readQuestion(v url.Values) (q people.Question, err error) {
	missing := fault.NotFound("web.readQuestion")
	var ok bool
	if q.Thing, ok = access.ParseThing(v.Get("thing")); !ok {
		return q, missing
	}
	if q.Verb, ok = access.ParseVerb(v.Get("verb")); !ok && v.Get("verb") != "" {
		return q, missing
	}
	if q.Group, ok = access.ParseGroup(v.Get("group")); !ok && v.Get("group") != "" {
		return q, missing
	}
	if q.Record, err = id.Parse(v.Get("record")); err != nil {
		return q, missing
	}
	if m := v.Get("member"); m != "" {
		if q.Member, err = id.Parse(m); err != nil {
			return q, missing
		}
	}
	return q, nil
}

// whyOf is the answer for those who look after access where there is one, else
// the person's.
func whyOf(l Local, q people.Question, found people.Why) Why {
	b := Why{Question: question(l, q), Yes: found.Decision == access.Allowed, Answer: found.Person(l.Tongue)}
	if !found.Manages {
		return b
	}
	b.Answer = found.Admin(l.Tongue)
	for _, c := range found.Causes {
		if c.Line == nil {
			continue
		}
		one := WhyLine{Sentence: found.Cite(c) + "  " + access.Page.Text(c.Line), Holds: c.Lacks == access.LacksNothing, Missing: lackWord(l, c.Lacks)}
		for _, g := range found.Grants {
			if g.ID == c.Grant {
				one.Grant = g.Words(l.Tongue)
			}
		}
		b.Lines = append(b.Lines, one)
	}
	return b
}

func question(l Local, q people.Question) string {
	thing := l.Word("thing", q.Thing.String())
	if q.Group != 0 {
		return l.Say("why.does-part-show", "part", l.Word("group", q.Group.String()), "thing", thing)
	}
	return l.Say("why.may-they", "verb", l.Word("verb", cmp.Or(q.Verb, access.Read).String()), "thing", thing)
}

// lackWord says what a line lacks, "" if it counts.
func lackWord(l Local, lack access.Lack) string {
	if lack == access.LacksNothing {
		return ""
	}
	return l.Word("lack", lack.String())
}
