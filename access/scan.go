package access

import "strings"

// The page in blocks: a line that begins at the margin opens one, the indented
// lines below belong to it. A line that ends in a comma goes on in the next. A #
// starts a comment.

type token struct {
	text string
	line int
}

type block struct {
	head []token
	body [][]token // one for each indented line
}

// flat gives head and body as one run of words, for blocks that only wrap.
func (b block) flat() []token {
	all := b.head
	for _, l := range b.body {
		all = append(all[:len(all):len(all)], l...)
	}
	return all
}

func blocks(text string) []block {
	var found []block
	for at, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := tokens(line, at+1)
		switch {
		case len(words) == 0:
		case len(found) > 0 && strings.ContainsAny(line[:1], " \t"):
			found[len(found)-1].add(words)
		default:
			found = append(found, block{head: words})
		}
	}
	return found
}

// add appends an indented line, or goes on with the one before.
func (b *block) add(words []token) {
	if n := len(b.body); n > 0 && b.body[n-1][len(b.body[n-1])-1].text == "," {
		b.body[n-1] = append(b.body[n-1], words...)
		return
	}
	b.body = append(b.body, words)
}

// tokens cuts a line into words; a comma and a colon are words of their own.
func tokens(line string, number int) []token {
	var found []token
	line = strings.NewReplacer(",", " , ", ":", " : ").Replace(line)
	for _, w := range strings.Fields(line) {
		found = append(found, token{w, number})
	}
	return found
}

// reader walks over the words of one sentence.
type reader struct {
	p    *parser
	rest []token
	line int
}

func (r *reader) peek() string {
	if len(r.rest) == 0 {
		return ""
	}
	return r.rest[0].text
}

func (r *reader) next() string {
	w := r.peek()
	if w != "" {
		r.line = r.rest[0].line
		r.rest = r.rest[1:]
	}
	return w
}

// take steps over the words if they come next.
func (r *reader) take(words ...string) bool {
	if len(r.rest) < len(words) {
		return false
	}
	for i, w := range words {
		if r.rest[i].text != w {
			return false
		}
	}
	for range words {
		r.next()
	}
	return true
}

// list reads "a, b, c".
func (r *reader) list() []string {
	var words []string
	for {
		w := r.next()
		if !isWord(w) {
			r.fail("a word is missing%s", found(w))
			return words
		}
		words = append(words, w)
		if !r.take(",") {
			return words
		}
	}
}

// end complains of words left over.
func (r *reader) end() {
	if w := r.next(); w != "" {
		r.fail("%q is too much here", w)
		r.rest = nil
	}
}

func (r *reader) fail(format string, args ...any) { r.p.fail(r.line, format, args...) }

func found(w string) string {
	if w == "" {
		return ""
	}
	return " before \"" + w + "\""
}

func isWord(w string) bool {
	for _, c := range w {
		if c != '-' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return w != "" && w[0] != '-' && w[len(w)-1] != '-'
}
