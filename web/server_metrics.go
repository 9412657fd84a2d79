package web

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"keyhouse/machine"
)

// metricsPage is what was counted, in the groups people ask about.
type metricsPage struct {
	Address  string
	Requests []routeFigures
	Jobs     []jobFigures
	Other    []machine.Metric
	Total    float64
	Failures float64 // answers of 500 and above
}

// routeFigures are the requests of one route.
type routeFigures struct {
	Route      string
	Count      uint64
	Failed     float64
	Half, Most float64
	Mean       float64
}

// jobFigures are the runs of one kind of job.
type jobFigures struct {
	Kind                       string
	Done, Retry, Failed, Stops float64
}

// busiest is how many routes are shown.
const busiest = 40

func metricsOf(all []machine.Metric, address string) metricsPage {
	p := metricsPage{Address: address}
	routes, kinds := map[string]*routeFigures{}, map[string]*jobFigures{}
	label := func(m machine.Metric, key string) string {
		for _, l := range m.Labels {
			if l.Key == key {
				return l.Value
			}
		}
		return ""
	}
	route := func(m machine.Metric) *routeFigures {
		name := label(m, "route")
		if routes[name] == nil {
			routes[name] = &routeFigures{Route: name}
		}
		return routes[name]
	}
	for _, m := range all {
		switch m.Name {
		case "keyhouse_requests_total":
			p.Total += m.Value
			if strings.HasPrefix(label(m, "status"), "5") {
				p.Failures += m.Value
				route(m).Failed += m.Value
			}
		case "keyhouse_request_seconds":
			if label(m, "route") == "GET /live" {
				continue // a channel that is open as long as its page is
			}
			f := route(m)
			f.Count, f.Half, f.Most, f.Mean = m.Count, m.Half, m.Most, m.Value/float64(max(1, m.Count))
		case "keyhouse_jobs_total":
			k := label(m, "kind")
			if kinds[k] == nil {
				kinds[k] = &jobFigures{Kind: k}
			}
			kinds[k].note(label(m, "outcome"), m.Value)
		case "keyhouse_live_pages", "keyhouse_jobs_open", "keyhouse_jobs_failed", "go_goroutines", "go_memstats_alloc_bytes", "process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total", "go_gc_duration_seconds":
			p.Other = append(p.Other, m)
		}
	}
	for _, f := range routes {
		p.Requests = append(p.Requests, *f)
	}
	slices.SortFunc(p.Requests, func(a, b routeFigures) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Route, b.Route))
	})
	p.Requests = p.Requests[:min(len(p.Requests), busiest)]
	for _, k := range kinds {
		p.Jobs = append(p.Jobs, *k)
	}
	slices.SortFunc(p.Jobs, func(a, b jobFigures) int { return cmp.Compare(a.Kind, b.Kind) })
	return p
}

func (f *jobFigures) note(outcome string, n float64) {
	switch outcome {
	case "done":
		f.Done += n
	case "retry":
		f.Retry += n
	case "failed":
		f.Failed += n
	default:
		f.Stops += n
	}
}

// seconds says how long, in the unit that fits.
func seconds(s float64) string {
	switch {
	case math.IsInf(s, 1):
		return "over 10 s"
	case s < 1:
		return strconv.FormatFloat(s*1000, 'f', -1, 64) + " ms"
	}
	return strconv.FormatFloat(s, 'f', -1, 64) + " s"
}

// within says below which bound a share of the answers lay.
func within(s float64) string {
	if math.IsInf(s, 1) {
		return seconds(s)
	}
	return "≤ " + seconds(s)
}

// metricValue says a number as people read it.
func metricValue(l Local, m machine.Metric) string {
	if strings.HasSuffix(m.Name, "_bytes") {
		return l.Tongue.Bytes(int64(m.Value))
	}
	if strings.HasSuffix(m.Name, "_seconds_total") {
		return seconds(math.Round(m.Value*10) / 10)
	}
	return l.Number(int64(m.Value))
}
