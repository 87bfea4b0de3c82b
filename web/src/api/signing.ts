import { client, settle } from "./client";
import type { Result } from "./problem";
import type { LinkRenewal, SignatureAnswer, SignatureRequest, SigningView } from "./schemas";

/** The calls of one signing link. Its token is all the authority there is: it goes nowhere but in the path. */
export class SigningLink {
  constructor(readonly token: string) {}

  load(): Promise<Result<SigningView>> {
    return settle(client.GET("/v1/signing/{token}", { params: { path: { token: this.token } } }));
  }

  sign(body: SignatureRequest, key: string): Promise<Result<SignatureAnswer>> {
    return settle(client.POST("/v1/signing/{token}/signature", { params: this.params(key), body }));
  }

  decline(reason: string, key: string): Promise<Result<unknown>> {
    return settle(client.POST("/v1/signing/{token}/decline", { params: this.params(key), body: { reason } }));
  }

  renew(key: string): Promise<Result<LinkRenewal>> {
    return settle(client.POST("/v1/signing/{token}/link", { params: this.params(key) }));
  }

  /** Address of a page's image, `width` pixels wide. `page` counts from 1. */
  pageImage(documentId: string, page: number, width: number): string {
    return `${this.base}/documents/${encodeURIComponent(documentId)}/pages/${page}.png?width=${width}`;
  }

  /** Address of the document itself, for screen readers and for keeping. */
  documentFile(documentId: string): string {
    return `${this.base}/documents/${encodeURIComponent(documentId)}/content`;
  }

  get copy(): string {
    return `${this.base}/copy`;
  }

  private get base(): string {
    return `/v1/signing/${encodeURIComponent(this.token)}`;
  }

  private params(key: string) {
    return { path: { token: this.token }, header: { "Idempotency-Key": key } };
  }
}
