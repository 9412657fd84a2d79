package api

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/sheet"
	"keyhouse/words"
)

// trails are the operations on the audit trail.
func (d *desk) trails() {
	const tag = "Audit trail"
	filters := []param{uuid("person", "Who did it, or in whose name it was done: the person's id, as entries have it."), uuid("acting", "Who was logged in as somebody else."),
		uuid("record", "About this record."), text("thing", "About such a thing: a word of the policy."), word("act", "What was done.", people.Acts()...),
		word("outcome", "Done or denied.", people.Done, people.Denied), date("from", "From this day on, in the account's zone."), date("until", "Until this day, it included.")}
	handle(d, op{id: "list-audit", tag: tag, method: http.MethodGet, path: "/audit", summary: "Read the audit trail", asks: paged(nil, filters...), errors: []int{http.StatusNotFound},
		about: "Every change, sign-in, refused attempt and export, the latest first. For those who may read it; for anybody else there is none."}, d.listTrail)
	handle(d, op{id: "get-audit-entry", tag: tag, method: http.MethodGet, path: "/audit/{id}", summary: "One entry", about: "With what fields said before and after, of the parts of the record that show to the person today."}, d.getTrail)
	d.exported("export-audit", tag, "/audit/export", "The audit trail as a file",
		"All that the list would show on its pages, with what fields said before and after. That it was exported is itself an entry.", "audit-trail", filters, func(ctx context.Context, c *call, to sheet.Writer) error {
			f, err := people.ParseTrailFilter(c.query)
			if err != nil {
				return inAddress(err)
			}
			return d.People.ExportTrail(ctx, c.viewer(), f, to)
		})
}

// AuditEntry is one entry of the audit trail.
type AuditEntry struct {
	ID       id.ID        `json:"id" format:"uuid"`
	At       time.Time    `json:"at"`
	Person   AuditPerson  `json:"person" doc:"Who did it. While somebody else is logged in as them, in whose name it was done."`
	Acting   *AuditPerson `json:"acting,omitempty" doc:"Who was logged in as them."`
	Act      string       `json:"act" example:"edit"`
	Thing    string       `json:"thing" example:"booking"`
	Record   *id.ID       `json:"record,omitempty" format:"uuid"`
	Property *id.ID       `json:"property,omitempty" format:"uuid"`
	Client   *id.ID       `json:"client,omitempty" format:"uuid"`
	Title    string       `json:"title,omitempty" doc:"What the record is called today, where it shows."`
	Outcome  string       `json:"outcome" enum:"done,denied"`
	Detail   string       `json:"detail,omitempty" doc:"Where the record shows."`
	Parts    []AuditPart  `json:"parts,omitempty" doc:"On a single entry and in an export: what fields said."`
	Brought  bool         `json:"brought,omitempty" doc:"Where one record was asked about: it is the import that the record came in by, which stands for all records it brought."`
	Chain    int64        `json:"chain" doc:"Which of the account's chains it is in."`
	Seq      int64        `json:"seq" doc:"Its place there, from 1; 0 if it is older than the chains."`
	Hash     string       `json:"hash,omitempty" doc:"Over the entry before it and all that it says."`
}

// AuditPerson is somebody in an entry, by the name they had then.
type AuditPerson struct {
	ID   *id.ID `json:"id,omitempty" format:"uuid" doc:"Absent where the program itself was at work."`
	Name string `json:"name"`
}

// AuditPart is what the fields of one part of a record said before and after.
type AuditPart struct {
	Part    string        `json:"part" example:"dates"`
	Shown   bool          `json:"shown"`
	Erased  bool          `json:"erased" doc:"They were somebody's personal data and are gone."`
	Changes []AuditChange `json:"changes" nullable:"false"`
}

// AuditChange is one field before and after.
type AuditChange struct {
	Field  string `json:"field" doc:"As it is stored: the same in every language." example:"Arrives"`
	Label  string `json:"label" doc:"In the language of who asks." example:"Arrives"`
	Before string `json:"before" doc:"As it is stored." example:"2026-03-04"`
	After  string `json:"after" doc:"As it is stored." example:"2026-03-05"`
}

func auditShape(t *words.Tongue) func(people.TrailEntry) AuditEntry {
	return func(e people.TrailEntry) AuditEntry { return auditIn(t, e) }
}

func auditIn(t *words.Tongue, e people.TrailEntry) AuditEntry {
	out := AuditEntry{ID: e.ID, At: e.At.UTC(), Person: AuditPerson{idOr(e.Person), e.PersonName}, Act: e.Act, Thing: e.ThingWord,
		Record: idOr(e.Record), Property: idOr(e.Property), Client: idOr(e.Client), Title: e.Title, Outcome: e.Outcome, Detail: e.Said(t), Brought: e.Brought, Chain: e.Lane, Seq: e.Seq}
	if e.Seq > 0 {
		out.Hash = hex.EncodeToString(e.Hash)
	}
	if e.ActingName != "" {
		out.Acting = &AuditPerson{idOr(e.Acting), e.ActingName}
	}
	for _, p := range e.Parts {
		out.Parts = append(out.Parts, AuditPart{p.Word, p.Shown, p.Erased,
			each(p.Changes, func(c people.FieldChange) AuditChange {
				return AuditChange{c.Field, c.Label(people.Reader{Tongue: t}), c.Before, c.After}
			})})
	}
	return out
}

func (d *desk) listTrail(ctx context.Context, c *call, _ *struct{}) (list[AuditEntry], error) {
	f, err := people.ParseTrailFilter(c.query)
	if err != nil {
		return list[AuditEntry]{}, inAddress(err)
	}
	p, err := d.People.Trail(ctx, c.viewer(), f)
	if err != nil {
		return list[AuditEntry]{}, inAddress(err)
	}
	return pageOf(p, auditShape(words.In(ctx))), nil
}

func (d *desk) getTrail(ctx context.Context, c *call, in *Which) (AuditEntry, error) {
	return shaped(auditShape(words.In(ctx)))(d.People.TrailEntry(ctx, c.viewer(), in.id()))
}
