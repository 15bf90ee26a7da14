/** A QR code as a picture that both builds can show. */
import qrcode from "qrcode-generator";

export function codePicture(text: string): string {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  return code.createDataURL(6, 12);
}
