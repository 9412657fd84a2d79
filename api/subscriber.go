package api

import (
	"context"
	"net/http"

	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// subscribers are the operations on whom a block-off is told by mail.
func (d *desk) subscribers() {
	const tag = "Properties"
	handle(d, op{id: "list-subscribers", tag: tag, method: http.MethodGet, path: "/properties/{id}/subscribers", summary: "Whom block-offs are told", errors: []int{http.StatusNotFound},
		about: "Besides the office, these get a mail when an owner blocks off time at the property. For who may edit it."}, d.listSubscribers)
	handle(d, op{id: "add-subscriber", tag: tag, method: http.MethodPost, path: "/properties/{id}/subscribers", status: http.StatusCreated, summary: "Tell somebody of block-offs", errors: []int{http.StatusNotFound},
		about: "From now on."}, d.addSubscriber)
	act(d, op{id: "delete-subscriber", tag: tag, method: http.MethodDelete, path: "/subscribers/{id}", summary: "Tell somebody no longer", errors: []int{http.StatusNotFound},
		about: "Of any property."}, func(ctx context.Context, c *call, in *Which) error {
		return d.Portfolio.Unsubscribe(ctx, c.viewer(), in.id())
	})
}

// Subscriber is somebody outside who is told of block-offs.
type Subscriber struct {
	ID       id.ID  `json:"id" format:"uuid"`
	Property *id.ID `json:"property,omitempty" format:"uuid" doc:"Absent where it is told of every one."`
	Name     string `json:"name"`
	Email    string `json:"email" format:"email"`
}

func subscriberShape(u portfolio.Subscriber) Subscriber {
	return Subscriber{ID: u.ID, Property: idOr(u.Property), Name: u.Name, Email: u.Email}
}

func (d *desk) listSubscribers(ctx context.Context, c *call, in *Which) (list[Subscriber], error) {
	if in.id().IsZero() {
		return list[Subscriber]{}, fault.NotFound("api.listSubscribers")
	}
	all, err := d.Portfolio.Subscribers(ctx, c.viewer(), in.id())
	return whole(all, subscriberShape), err
}

func (d *desk) addSubscriber(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Name  string `json:"name,omitempty" maxLength:"200"`
		Email string `json:"email" maxLength:"320"`
	}
}) (Subscriber, error) {
	if in.id().IsZero() {
		return Subscriber{}, fault.NotFound("api.addSubscriber")
	}
	return shaped(subscriberShape)(d.Portfolio.Subscribe(ctx, c.viewer(), in.id(), in.Body.Name, in.Body.Email))
}
