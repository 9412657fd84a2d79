package server

import (
	"log/slog"
	"maps"
	"math"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"

	"keyhouse/logbook"
	"keyhouse/machine"
)

// keptLines is how many lines of the log a node keeps to be read on a screen.
const keptLines = 1000

// keepLog has every line cleaned and the latest kept.
func (o *Options) keepLog() *logbook.Book {
	book := logbook.NewBook(keptLines)
	o.Log = slog.New(logbook.Handler(o.Log.Handler(), book))
	return book
}

func (h *House) machine(book *logbook.Book) *machine.Store {
	return machine.New(h.DB, h.People, machine.Options{Now: h.o.Now, Log: h.o.Log, Jobs: h.Jobs, Mail: h.Mail, Live: h.Live, Book: book,
		Metrics: h.count.figures, Ways: h.ways, Data: h.o.Data, Backups: h.o.Backups, Node: h.o.Node, Recipients: h.o.Recipients, MetricsAt: h.o.Metrics})
}

// ways lists how people sign in at this installation.
func (h *House) ways() []machine.Way {
	all := []machine.Way{{Name: "password", Label: "Password", On: true}, {Name: "link", Label: "Link by e-mail", On: h.Mail.Sends()}, {Name: "passkey", Label: "Passkey", On: h.People.Site().Host != ""}}
	for _, p := range h.Providers.States() {
		all = append(all, machine.Way{Name: p.Name, Label: p.Label, On: true, Provider: true, Issuer: p.Issuer, BackURL: p.BackURL, Err: logbook.Words(p.Err), CheckedAt: p.CheckedAt})
	}
	return all
}

// figures gives what is counted, as a person can read it.
func (c *count) figures() ([]machine.Metric, error) {
	families, err := c.registry.Gather()
	if err != nil {
		return nil, err
	}
	var all []machine.Metric
	for _, f := range families {
		for _, m := range f.GetMetric() {
			one := machine.Metric{Name: f.GetName(), Help: f.GetHelp(), Labels: labels(m)}
			switch {
			case m.GetHistogram() != nil:
				one.Count, one.Value = m.GetHistogram().GetSampleCount(), m.GetHistogram().GetSampleSum()
				one.Half, one.Most = below(m.GetHistogram(), .5), below(m.GetHistogram(), .99)
			case m.GetCounter() != nil:
				one.Value = m.GetCounter().GetValue()
			case m.GetGauge() != nil:
				one.Value = m.GetGauge().GetValue()
			default:
				continue
			}
			all = append(all, one)
		}
	}
	return all, nil
}

func labels(m *dto.Metric) []logbook.Field {
	at := map[string]string{}
	for _, l := range m.GetLabel() {
		at[l.GetName()] = l.GetValue()
	}
	var all []logbook.Field
	for _, name := range slices.Sorted(maps.Keys(at)) {
		all = append(all, logbook.Field{Key: name, Value: strings.ToValidUTF8(at[name], "?")})
	}
	return all
}

// below is the bound of the bucket in which the share of all lies.
func below(h *dto.Histogram, share float64) float64 {
	want := uint64(math.Ceil(share * float64(h.GetSampleCount())))
	for _, b := range h.GetBucket() {
		if b.GetCumulativeCount() >= want {
			return b.GetUpperBound()
		}
	}
	return math.Inf(1)
}
