package portfolio

import (
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/id"
)

// IndexColumns are the columns of search_word that IndexRows fills, for writing
// the words of very many new records at once.
var IndexColumns = []string{"word", "thing", "grp", "record_id"}

// IndexRows gives the rows that make a record found by texts, each under the
// group one must see to find it by them.
func IndexRows(t access.Thing, record id.ID, texts map[access.Group][]string) [][]any {
	groups := make([]access.Group, 0, len(texts))
	for g := range texts {
		groups = append(groups, g)
	}
	slices.Sort(groups)
	var rows [][]any
	for _, g := range groups {
		for _, w := range entry.Words(texts[g]...) {
			rows = append(rows, []any{[]byte(w), t.String(), g.String(), record})
		}
	}
	return rows
}

// Index makes a record found by texts from now on, and by nothing it was found
// by before. It belongs in the transaction that changes the record.
func Index(ctx context.Context, tx *db.Tx, account id.ID, t access.Thing, record id.ID, texts map[access.Group][]string) error {
	if err := Unindex(ctx, tx, account, t, record); err != nil {
		return err
	}
	return IndexNew(ctx, tx, account, t, record, texts)
}

// IndexNew is Index for a record that was never indexed.
func IndexNew(ctx context.Context, tx *db.Tx, account id.ID, t access.Thing, record id.ID, texts map[access.Group][]string) error {
	return tx.InsertMany(ctx, account, "search_word", IndexColumns, IndexRows(t, record, texts))
}

// Unindex makes a record found by nothing.
func Unindex(ctx context.Context, tx *db.Tx, account id.ID, t access.Thing, record id.ID) error {
	_, err := tx.Delete(ctx, account, "search_word", db.Where("record_id = ? AND thing = ?", record, t.String()))
	return err
}

// maxTerms bounds how many words of a search count.
const maxTerms = 8

// terms gives the words to search for. ok is false where people typed
// something that has no word in it, which nothing matches.
func terms(text string) (words []string, ok bool) {
	words = entry.Words(text)
	return words[:min(len(words), maxTerms)], len(words) > 0 || strings.TrimSpace(text) == ""
}

// upTo gives the bounds of the words that begin with w: bytes of UTF-8 are
// below 255.
func upTo(w string) (from, until []byte) { return []byte(w), append([]byte(w), 0xff) }

// Matching keeps the rows of q, whose table of thing t is called alias, that
// are found by every word of text: each by the beginning of a word in some
// group that who may see on that row. An empty text keeps all.
func Matching(tx *db.Tx, who *access.Viewer, q db.Query, t access.Thing, alias, text string) db.Query {
	return matching(tx, who, q, t, alias, text, few(who, t))
}

// MatchingEach is Matching for words that many rows have: each row of q, in its
// order, is asked for them, instead of all that have them being looked up.
func MatchingEach(tx *db.Tx, who *access.Viewer, q db.Query, t access.Thing, alias, text string) db.Query {
	return matching(tx, who, q, t, alias, text, true)
}

// fewIDs is up to how many ids what somebody sees is little.
const fewIDs = 32

// few reports whether who sees only what hangs on a few ids.
func few(who *access.Viewer, t access.Thing) bool { return who.Where(access.Read, t).Few(fewIDs) }

// Dense reports whether every word of text is one that thousands of records have:
// then a page of them is found sooner by walking its order.
func Dense(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, text string) (bool, error) {
	const many = 2_000
	words, ok := terms(text)
	for _, w := range words {
		from, until := upTo(w)
		q := db.Select("w.record_id", "search_word w").Everything(who.Beyond("how common a word is")).
			And("w.thing = ? AND w.word >= ? AND w.word < ?", t.String(), from, until)
		n, err := db.CountTo(ctx, tx, q, many)
		if err != nil || n < many {
			return false, err
		}
	}
	return ok && len(words) > 0, nil
}

func matching(tx *db.Tx, who *access.Viewer, q db.Query, t access.Thing, alias, text string, each bool) db.Query {
	words, ok := terms(text)
	if !ok {
		return q.And("1 = 0")
	}
	for _, w := range words {
		sql, args := foundBy(tx, who, t, alias, w, each)
		q = q.And(sql, args...)
	}
	return q
}

// foundBy says that a row has a word that begins with w. Groups that show on
// every row are looked up together, the others each with their filter.
func foundBy(tx *db.Tx, who *access.Viewer, t access.Thing, alias, w string, each bool) (string, []any) {
	from, until := upTo(w)
	var everywhere, args []any
	var either []string
	begin, end := alias+".id IN (SELECT w.record_id FROM search_word w WHERE w.account_id = ?", ")"
	if each {
		begin = "EXISTS (SELECT 1 FROM search_word w WHERE w.account_id = ? AND w.record_id = " + alias + ".id"
		if tx.Dialect() == access.SQLite {
			end = ") = 1" // else it becomes a join, in whatever order
		}
	}
	begin += " AND w.thing = ? AND w.word >= ? AND w.word < ? AND w.grp IN ("
	for g := range access.Page.Holds(t).All() {
		switch f := who.Where(access.Read, t, g); {
		case f.Nothing():
		case f.Everything():
			everywhere = append(everywhere, g.String())
		default:
			sql, more := f.SQL(tx.Dialect(), alias, access.Auto)
			either = append(either, begin+"?)"+end+" AND "+sql)
			args = append(append(args, who.Account(), t.String(), from, until, g.String()), more...)
		}
	}
	if len(everywhere) > 0 {
		either = append(either, begin+"?"+strings.Repeat(", ?", len(everywhere)-1)+")"+end)
		args = append(append(args, who.Account(), t.String(), from, until), everywhere...)
	}
	if len(either) == 0 {
		return "1 = 0", nil
	}
	return strings.Join(either, " OR "), args
}
