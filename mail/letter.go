package mail

import (
	"fmt"
	"html"
	"strings"

	"keyhouse/id"
	"keyhouse/words"
)

// Letter is a mail before it has an address: what every mail of ours consists
// of. Text and HTML are both made from it, so they never say different things.
type Letter struct {
	Tongue     *words.Tongue // of the greeting; nil is English
	Subject    string
	Company    string // in whose name: the account's, at the head of the letter
	Greeting   string
	Paragraphs []string
	Facts      [][2]string // label and value, one a line
	Button     string      // what the link does
	Link       string
	After      []string // below the link, in small
	Files      []Attachment
}

// To addresses the letter.
func (l Letter) To(account id.ID, email, name string) Mail {
	if l.Greeting == "" && name != "" {
		l.Greeting = l.Tongue.Say("mail.greeting", "name", name)
	}
	return Mail{Account: account, To: email, ToName: name, Subject: l.Subject,
		Text: l.text(), HTML: l.html(), Attachments: l.Files}
}

func (l Letter) text() string {
	var parts []string
	for _, p := range append([]string{l.Greeting}, l.Paragraphs...) {
		if p != "" {
			parts = append(parts, p)
		}
	}
	var facts []string
	for _, f := range l.Facts {
		facts = append(facts, f[0]+": "+f[1])
	}
	if len(facts) > 0 {
		parts = append(parts, strings.Join(facts, "\n"))
	}
	if l.Link != "" {
		parts = append(parts, l.Button+":\n"+l.Link)
	}
	parts = append(parts, l.After...)
	if l.Company != "" {
		parts = append(parts, "-- \n"+l.Company)
	}
	return strings.Join(parts, "\n\n") + "\n"
}

func (l Letter) html() string {
	var b strings.Builder
	put := func(format string, values ...string) {
		safe := make([]any, len(values))
		for i, v := range values {
			safe[i] = html.EscapeString(v)
		}
		fmt.Fprintf(&b, format, safe...)
	}
	put(head, l.Tongue.Code(), l.Subject, l.Company)
	for _, p := range append([]string{l.Greeting}, l.Paragraphs...) {
		if p != "" {
			put("<p style=\"margin:0 0 14px\">%s</p>\n", p)
		}
	}
	if len(l.Facts) > 0 {
		b.WriteString("<table role=\"presentation\" style=\"border-collapse:collapse;margin:0 0 18px\">\n")
		for _, f := range l.Facts {
			put("<tr><td style=\"color:#555;padding:2px 16px 2px 0;vertical-align:top\">%s</td><td style=\"padding:2px 0\">%s</td></tr>\n", f[0], f[1])
		}
		b.WriteString("</table>\n")
	}
	if l.Link != "" {
		put(button, l.Link, l.Button)
	}
	for _, p := range l.After {
		put("<p style=\"margin:0 0 10px;color:#555;font-size:13px\">%s</p>\n", p)
	}
	b.WriteString("</div></body></html>\n")
	return b.String()
}

const (
	head = `<!doctype html><html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title></head>
<body style="margin:0;background:#f6f5f1"><div style="max-width:560px;margin:0 auto;padding:28px 24px;font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff">
<p style="margin:0 0 20px;font-weight:600;color:#1d5560">%s</p>
`
	button = `<p style="margin:0 0 18px"><a href="%s" style="display:inline-block;background:#1d5560;color:#fff;padding:10px 18px;border-radius:6px;text-decoration:none">%s</a></p>
`
)
