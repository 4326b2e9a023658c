package queue_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"siamface/model/queue"
)

// Work is put into a queue, done by any worker that has it, and read.
func Example() {
	folder, err := os.MkdirTemp("", "queue")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	ctx := context.Background()
	q, err := queue.Open(ctx, filepath.Join(folder, "queue.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = q.Close() }()
	id, err := q.Add(ctx, "shout", []byte("!"), [][]byte{[]byte("one"), []byte("two")})
	if err != nil {
		fmt.Println(err)
		return
	}
	shout := func(_ context.Context, task, part []byte) ([]byte, error) {
		return []byte(strings.ToUpper(string(part)) + string(task)), nil
	}
	if err := q.Work(ctx, queue.Options{Kinds: map[string]queue.Work{"shout": shout}, Drain: true}, nil); err != nil {
		fmt.Println(err)
	}
	err = q.ReadResults(ctx, id, func(number int, _, result []byte) error {
		fmt.Println(number, string(result))
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 0 ONE!
	// 1 TWO!
}
