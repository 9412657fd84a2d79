// Package reason says in words why somebody may or may not do something:
// package access gives the parts of the answer, the catalogue the sentences.
package reason

import (
	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/words"
)

// Name says what an access record is called to who reads, within a sentence.
type Name func(grant id.ID) string

// ForAdmin says it to somebody who manages access: with lines, access records,
// and what would change it.
func ForAdmin(t *words.Tongue, r access.Reason, name Name) string {
	if r.Nobody() {
		return t.Say("why.nobody")
	}
	if r.Program() != "" {
		return t.Say("why.program", "reason", r.Program())
	}
	who, does, because := r.Name(), act(t, r), ""
	if who == "" {
		who = t.Say("why.this-person")
	}
	for _, c := range r.Causes {
		said := cause(t, r, c, name)
		if because != "" {
			said = t.Say("why.causes", "first", because, "second", said)
		}
		because = said
	}
	switch r.Decision {
	case access.Allowed:
		return t.Say("why.may", "who", who, "act", does, "because", because)
	case access.Ask:
		return t.Say("why.may-once-approved", "who", who, "act", does, "because", because)
	}
	return t.Say("why.may-not", "who", who, "act", does, "because", because)
}

// ForPerson says it to the person. It speaks only of their own access, never of
// the record or of other people; and of what they may not know of, it says what
// it says of what does not exist.
func ForPerson(t *words.Tongue, r access.Reason) string {
	switch r.Decision {
	case access.Missing:
		return t.Say("why.you-missing")
	case access.Allowed:
		return t.Say("why.you-may", "act", act(t, r))
	case access.Ask:
		return t.Say("why.you-may-once-approved", "act", act(t, r))
	}
	for _, c := range r.Causes {
		switch c.Lacks {
		case access.LacksSwitch:
			return t.Say("why.you-may-not-switch", "act", act(t, r), "switches", switches(t, c.Off()))
		case access.LacksLeave:
			return t.Say("why.you-may-not-nobody", "act", act(t, r))
		case access.LacksRange:
			return t.Say("why.you-may-not-cut", "act", act(t, r))
		}
	}
	return t.Say("why.you-may-not", "act", act(t, r))
}

// act says what is asked about: "see the contact info of a booking".
func act(t *words.Tongue, r access.Reason) string {
	thing := t.Word("a-thing", r.Thing.String())
	if r.Group != 0 {
		return t.Say("why.see-part", "part", t.Word("group", r.Group.String()), "thing", thing)
	}
	return t.Say("why.do", "verb", t.Word("verb", r.Verb.String()), "thing", thing)
}

// cause says one line: who, by which access record, and what it lacks.
func cause(t *words.Tongue, r access.Reason, c access.Cause, name Name) string {
	if c.Line == nil {
		switch c.Lacks {
		case access.LacksRange:
			return t.Say("why.cut-down")
		case access.LacksScope:
			return t.Say("why.other-account")
		}
		return t.Say("why.no-line")
	}
	role := t.Word("role-name", c.Line.Role.String())
	said := t.Say("why.as-role", "role", role, "line", r.Cite(c))
	if !c.Grant.IsZero() {
		said = t.Say("why.as-role-by", "role", role, "line", r.Cite(c), "access", name(c.Grant))
	}
	if want := lacks(t, r, c); want != "" {
		said = t.Say("why.cause-lacks", "cause", said, "lacks", want)
	}
	return said
}

// lacks says what one line lacks and what would change it.
func lacks(t *words.Tongue, r access.Reason, c access.Cause) string {
	switch c.Lacks {
	case access.LacksYes:
		return t.Say("why.lacks-approval")
	case access.LacksFace:
		return t.Say("why.lacks-face", "part", t.Word("group", r.Face().String()))
	case access.LacksCondition:
		return only(t, c.Line.Cond)
	case access.LacksSwitch:
		return t.Say("why.lacks-switch", "n", c.Off().Len(), "switches", switches(t, c.Off()))
	case access.LacksScope:
		return t.Say("why.lacks-scope", "scopes", scopes(t, c.Line.On))
	case access.LacksRole:
		return t.Say("why.lacks-role", "scopes", scopes(t, c.Line.On))
	case access.LacksLeave:
		return never(t, c.Line.Cond)
	}
	return ""
}

// only says the condition without which a line does not count.
func only(t *words.Tongue, c access.Cond) string {
	if states := states(t, c); states != "" {
		return t.Say("why.only-while", "states", states)
	}
	return t.Word("why-only", c.String())
}

// never says when nobody may.
func never(t *words.Tongue, c access.Cond) string {
	if states := states(t, c); states != "" {
		return t.Say("why.never-while", "states", states)
	}
	return t.Word("why-never", c.String())
}

func states(t *words.Tongue, c access.Cond) string {
	var all []string
	for _, s := range c.States() {
		all = append(all, t.Word("record-state", s.String()))
	}
	return t.Or(all)
}

func switches(t *words.Tongue, off access.SwitchSet) string {
	var all []string
	for s := range off.All() {
		all = append(all, t.Say("why.quoted", "word", t.Word("switch", s.String())))
	}
	return t.And(all)
}

func scopes(t *words.Tongue, on access.Scopes) string {
	var all []string
	for s := range on.All() {
		all = append(all, t.Word("scope-name", s.String()))
	}
	return t.Or(all)
}
