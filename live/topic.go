package live

import (
	"strings"

	"keyhouse/id"
)

// Topic says in one short text what happened, so that it fits a row of
// change_hint. It carries ids and the word of a thing, never data: what a
// channel may learn of the change it asks for in a request of its own.
type Topic string

// EndSession ends the channels of one session: signed out, or replaced.
func EndSession(session id.ID) Topic { return Topic("end session " + session.String()) }

// EndPerson ends every channel of a person, in whatever account.
func EndPerson(person id.ID) Topic { return Topic("end person " + person.String()) }

// EndMember ends a person's channels in one account: deactivated or deleted
// there. Their channels elsewhere go on.
func EndMember(account, person id.ID) Topic {
	return Topic("end member " + account.String() + " " + person.String())
}

// EndAccount ends every channel of an account: suspended.
func EndAccount(account id.ID) Topic { return Topic("end account " + account.String()) }

// Renew closes a person's channels in one account and has their pages look again:
// what they may see is another now, and so is what they may be told.
func Renew(account, person id.ID) Topic {
	return Topic("again " + account.String() + " " + person.String())
}

// Changed tells the channels of an account that wait for what – a word such as
// "booking" or "member" – that something of that kind is different now.
func Changed(account id.ID, what string) Topic {
	return Topic("changed " + account.String() + " " + what)
}

// ChangedFor is Changed for the channels of one person only: an import's
// progress.
func ChangedFor(account, person id.ID, what string) Topic {
	return Topic("changed-for " + account.String() + " " + person.String() + " " + what)
}

// words takes a topic apart. Anything this version does not know, such as a
// newer node's hint, gives a verb nobody handles.
func (t Topic) words() (verb string, rest []string) {
	all := strings.Fields(string(t))
	if len(all) < 2 {
		return "", nil
	}
	if all[0] == "end" {
		return all[0] + " " + all[1], all[2:]
	}
	return all[0], all[1:]
}
