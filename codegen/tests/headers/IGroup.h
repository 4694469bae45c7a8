#pragma once
#include "IBulb.h"
namespace Thunder::Exchange {
namespace JSONRPC {
// @json 1.0.0 @uncompliant:collapsed
struct EXTERNAL ISeventeen : virtual public Core::IUnknown {
  enum { ID = RPC::ID_SEVENTEEN };
  // @property
  virtual Core::hresult Value(const uint8_t value) = 0;
  virtual Core::hresult Value(uint8_t& value /* @out */) const = 0;
  virtual Core::hresult One(const ::WPEFramework::Exchange::Position& where) = 0;
};
}
// @json @text:custom=pascal,uppersnake,lowersnake,upper,pascal,camel @wrapped
struct IWrapped : virtual public Core::IUnknown {
  struct Pod { bool IsOn; };
  enum Mode { DeepSleep, LIGHT_SLEEP };
  // @event
  struct INotification : virtual public Core::IUnknown { virtual void ModeChanged(const Mode newMode) = 0; };
  virtual Core::hresult GetName(string& theName /* @out */) const = 0;
  virtual Core::hresult GetPod(Pod& pod /* @out */) const = 0;
  // @wrapped
  virtual Core::hresult GetPod2(Pod& pod /* @out */) const = 0;
  virtual Core::hresult Spill(const Pod& pod /* @extract */, const bool x) = 0;
};
}
