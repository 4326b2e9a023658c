// Package bucket fetches photos from an S3-compatible store, so that workers need no shared folder.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// scheme begins the address of a folder in a store: s3://BUCKET/PREFIX.
const scheme = "s3://"

// endpointVariables name the store's own address, as the AWS tools do; the first that is set counts.
var endpointVariables = []string{"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}

// perm and folderPerm are of photos that were fetched: they are the user's alone.
const (
	perm       = 0o600
	folderPerm = 0o700
)

// IsAddress tells the address of a folder in a store from the name of a folder.
func IsAddress(name string) bool { return strings.HasPrefix(name, scheme) }

// Bucket is a folder in a store.
type Bucket struct {
	client       *minio.Client
	name, prefix string
}

// Open names a folder in a store. The store's own address is in AWS_ENDPOINT_URL, the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,
// or in the files of the AWS tools; AWS_REGION is as they have it.
func Open(address string) (*Bucket, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(address, scheme), "/")
	if !IsAddress(address) || name == "" {
		return nil, fmt.Errorf("%s isn't a folder in a store: it looks like %sBUCKET/FOLDER", address, scheme)
	}
	endpoint := ""
	for _, v := range endpointVariables {
		if endpoint == "" {
			endpoint = os.Getenv(v)
		}
	}
	at, err := url.Parse(endpoint)
	if err != nil || at.Host == "" {
		return nil, fmt.Errorf("the address of the store is missing: set %s to something like https://store.example:9000", endpointVariables[1])
	}
	client, err := minio.New(at.Host, &minio.Options{
		Secure: at.Scheme == "https", Region: os.Getenv("AWS_REGION"),
		Creds: credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.EnvMinio{}, &credentials.FileAWSCredentials{}}),
	})
	if err != nil {
		return nil, fmt.Errorf("the store %s can't be used: %w", at.Host, err)
	}
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	return &Bucket{client, name, prefix}, nil
}

// List lists the files of the folder and of all below it, with / between, relative to it.
func (b *Bucket) List(ctx context.Context) ([]string, error) {
	var names []string
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, fmt.Errorf("can't list the store's folder %s%s/%s: %w", scheme, b.name, b.prefix, o.Err)
		}
		if name := strings.TrimPrefix(o.Key, b.prefix); name != "" && !strings.HasSuffix(name, "/") {
			names = append(names, name)
		}
	}
	return names, ctx.Err()
}

// errOutside is why some names aren't fetched.
var errOutside = errors.New("its name would lead out of the folder")

// Fetch fetches files below the folder into one of this machine. A file that would come to lie outside it is refused.
func (b *Bucket) Fetch(ctx context.Context, names []string, into string) error {
	for _, name := range names {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("can't fetch %q: %w", name, errOutside)
		}
		to := filepath.Join(into, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), folderPerm); err != nil {
			return fmt.Errorf("can't keep what is fetched: %w", err)
		}
		if err := b.client.FGetObject(ctx, b.name, b.prefix+path.Clean(name), to, minio.GetObjectOptions{}); err != nil {
			return fmt.Errorf("can't fetch %s%s/%s%s: %w", scheme, b.name, b.prefix, name, err)
		}
		if err := os.Chmod(to, perm); err != nil {
			return err
		}
	}
	return nil
}
