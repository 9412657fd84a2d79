package db

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// vet looks at each statement text once, before it first runs: every table of
// an account that it names must be held to one account, joined and inner ones
// too. It catches mistakes of ours; user text is never part of a statement.
func (d *DB) vet(text string) error {
	if d.vetted.has(text) {
		return nil
	}
	if err := vetText(text); err != nil {
		return fmt.Errorf("db: %w\n%s", err, text)
	}
	d.vetted.add(text)
	return nil
}

// vetted are the texts that passed. Lists of ids make many; past a bound all
// are forgotten and looked at again.
type vetted struct {
	mu    sync.RWMutex
	texts map[string]bool
}

const maxVetted = 10_000

func (v *vetted) has(text string) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.texts[text]
}

func (v *vetted) add(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.texts == nil || len(v.texts) >= maxVetted {
		v.texts = map[string]bool{}
	}
	v.texts[text] = true
}

var (
	tableName = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)(?:\s+(?:AS\s+)?([a-z_]+))?`)
	commaJoin = regexp.MustCompile(`(?i)\bFROM\s+[a-z_]+(?:\s+[a-z_]+)?\s*,`)
	keyword   = regexp.MustCompile(`(?i)^(?:WHERE|ON|SET|JOIN|LEFT|INNER|CROSS|GROUP|ORDER|LIMIT|VALUES|USING|UNION|AS|DO|EXCEPT)$`)
)

func vetText(text string) error {
	if commaJoin.MatchString(text) {
		return fmt.Errorf("tables joined by a comma: write JOIN … ON")
	}
	for _, m := range tableName.FindAllStringSubmatch(text, -1) {
		table, alias := strings.ToLower(m[1]), m[2]
		if alias == "" || keyword.MatchString(alias) {
			alias = table
		}
		if !isOwned(table) || held(text, table, alias) {
			continue
		}
		return fmt.Errorf("the table %s is not held to one account: add %s.account_id = …", table, alias)
	}
	return nil
}

// held reports whether the text ties alias to an account, or (personal tables)
// to a person.
func held(text, table, alias string) bool {
	columns := []string{"account_id"}
	if slices.Contains(personal, table) {
		columns = append(columns, "person_id")
	}
	for _, c := range columns {
		if tied(text, alias+"."+c) {
			return true
		}
	}
	bare := alias == table
	return bare && (strings.Contains(text, "WHERE account_id =") || strings.Contains(text, table+" (account_id,"))
}

// tied reports whether the text sets column equal to something. The end of a
// longer name (os.account_id for s.account_id) is another column.
func tied(text, column string) bool {
	if strings.Contains(text, "= "+column) {
		return true
	}
	for at := 0; ; {
		i := strings.Index(text[at:], column+" =")
		if i < 0 {
			return false
		}
		at += i
		if at == 0 || !partOfName(text[at-1]) {
			return true
		}
		at++
	}
}

func partOfName(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
