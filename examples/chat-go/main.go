// A chat on the command line, over the generated Go package.
//
// Every line that is typed is sent to the room; everything that happens there is printed. The end of the input leaves
// the room. When the connection is lost, the chat joins anew and says that something may be missing.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"example.com/messenger"
	"example.com/messenger/rpc"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "chat:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) < 2 || len(arguments) > 3 {
		return errors.New("usage: chat ROOM USER [URL]")
	}
	url := "ws://127.0.0.1:8080/jsonrpc"
	if len(arguments) == 3 {
		url = arguments[2]
	}
	client, err := rpc.NewClient(url, rpc.Options{})
	if err != nil {
		return err
	}
	defer client.Close()
	ctx := context.Background()
	if err := client.Connect(ctx); err != nil {
		return err
	}
	chat := chat{
		client: client,
		server: messenger.NewMessengerClient(client),
		user:   messenger.JoinParams{Room: arguments[0], User: arguments[1]},
		lines:  read(os.Stdin),
	}
	return chat.run(ctx)
}

// read gives the lines of a file; the channel is closed at its end.
func read(file *os.File) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		input := bufio.NewScanner(file)
		input.Buffer(nil, 1<<20)
		for input.Scan() {
			lines <- input.Text()
		}
	}()
	return lines
}

// chat is one user in one room.
type chat struct {
	client *rpc.Client
	server *messenger.MessengerClient
	user   messenger.JoinParams
	lines  <-chan string
}

// run joins, and joins anew whenever the room was lost with the connection, until the input ends.
func (c *chat) run(ctx context.Context) error {
	for first := true; ; first = false {
		token, err := c.join(ctx, first)
		if err != nil || token == "" {
			return err
		}
		if !first {
			fmt.Println("* there is a connection again; what was said meanwhile was missed")
		}
		ended, err := c.talk(ctx, token)
		if err != nil || ended {
			return err
		}
		fmt.Println("* the connection was lost")
	}
}

// join joins the room, with patience unless it is the first time. The token is empty if the input has ended.
func (c *chat) join(ctx context.Context, first bool) (string, error) {
	for {
		token, err := c.server.Join(ctx, c.user)
		if err == nil || first || !mayPass(err) {
			return token, err
		}
		select {
		case line, ok := <-c.lines:
			if !ok {
				return "", nil
			}
			fmt.Println("* not sent:", line)
		case <-time.After(time.Second):
		}
	}
}

// mayPass tells whether trying again may help: the server is away, or has not noticed yet that we were.
func mayPass(err error) bool {
	var refused *messenger.JoinError
	if errors.As(err, &refused) {
		return refused.Kind == messenger.JoinErrorIllegalState
	}
	var lost *rpc.ConnectionLost
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &lost)
}

// talk prints what happens in the room and sends what is typed. It has ended when the input has; otherwise the room
// is lost.
func (c *chat) talk(ctx context.Context, token string) (ended bool, err error) {
	users, err := c.server.SubscribeUserUpdate(ctx, token)
	if err != nil {
		return false, ifFinal(err)
	}
	defer users.Close()
	messages, err := c.server.SubscribeMessage(ctx, token)
	if err != nil {
		return false, ifFinal(err)
	}
	defer messages.Close()

	ends := make(chan error, 2)
	go func() {
		ends <- print(ctx, users, func(update messenger.UserUpdateEvent) {
			fmt.Println("*", update.User, update.Action)
		})
	}()
	go func() {
		ends <- print(ctx, messages, func(message messenger.MessageEvent) {
			fmt.Printf("%s: %s\n", message.User, message.Message)
		})
	}()
	for {
		select {
		case err := <-ends:
			return false, ifFinal(err)
		case line, ok := <-c.lines:
			if !ok {
				return true, c.leave(ctx, token, ends)
			}
			if err := c.server.Send(ctx, messenger.SendParams{RoomID: token, Message: line}); err != nil {
				fmt.Println("* not sent:", err)
			}
		}
	}
}

// leave leaves the room. What has come until then is still printed.
func (c *chat) leave(ctx context.Context, token string, ends <-chan error) error {
	err := c.server.Leave(ctx, messenger.LeaveParams{RoomID: token})
	c.client.Close()
	for range cap(ends) {
		<-ends
	}
	var gone *messenger.LeaveError
	var lost *rpc.ConnectionLost
	if errors.As(err, &gone) || errors.As(err, &lost) || errors.Is(err, context.DeadlineExceeded) {
		// The room is left in any case: it died with the connection.
		return nil
	}
	return err
}

// print hands events to a function until the subscription ends; nil, as long as the client is not closed, means that
// the room is gone.
func print[T any](ctx context.Context, subscription *rpc.Subscription[T], show func(T)) error {
	for item, err := range subscription.Items(ctx) {
		switch {
		case err != nil:
			return err
		case item.Gap != nil:
			fmt.Println("* something was missed:", item.Gap.Reason)
		default:
			show(item.Event)
		}
	}
	return nil
}

// ifFinal gives an error upon which joining anew is of no use.
func ifFinal(err error) error {
	var refused *rpc.RPCError
	if err == nil || errors.As(err, &refused) || mayPass(err) {
		return nil
	}
	return err
}
