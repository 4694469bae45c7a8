#pragma once

#include "Module.h"

namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL IDoor : virtual public Core::IUnknown {

        enum { ID = RPC::ID_DOOR };

        enum state : uint8_t {
            OPEN,
            CLOSED,
            LOCKED /* @end */
        };

        // What is told when a door has moved.
        struct EXTERNAL ICallback : virtual public Core::IUnknown {
            enum { ID = RPC::ID_DOOR_CALLBACK };

            // @param state: How it ended (e.g. CLOSED)
            virtual void Moved(const state state) = 0;
        };

        // @encode:lookup
        struct EXTERNAL IKey : virtual public Core::IUnknown {
            enum { ID = RPC::ID_DOOR_KEY };

            // @event
            struct EXTERNAL INotification : virtual public Core::IUnknown {
                enum { ID = RPC::ID_DOOR_KEY_NOTIFICATION };

                // @brief Tells that a key was used
                virtual void Used() = 0;
            };

            virtual Core::hresult Register(INotification* const sink) = 0;
            virtual Core::hresult Unregister(const INotification* const sink) = 0;

            // @property
            // @brief Who holds the key
            // @param name: Name of the person (e.g. Ann)
            virtual Core::hresult Holder(string& name /* @out */) const = 0;
            virtual Core::hresult Holder(const string& name) = 0;

            // @brief Makes the key useless
            virtual Core::hresult Revoke() = 0;
        };

        // @brief Moves the door
        // @async
        // @param to: Where to (e.g. CLOSED)
        // @retval ERROR_INPROGRESS: The door moves already
        virtual Core::hresult Move(const state to, const Core::OptionalType<uint16_t>& timeout /* @default:500 */,
            ICallback* const callback) = 0;

        // @brief Hands out a key
        // @param mac: Address of the key (e.g. 11:22:33:44:55:66)
        virtual Core::hresult Issue(const Core::MACAddress& mac, IKey*& key /* @out */) = 0;

        // @property
        // @brief State of a door
        // @param door: Name of the door (e.g. front)
        virtual Core::hresult State(const string& door /* @index */, state& value /* @out */) const = 0;

        // @brief Last times at which it was opened
        virtual Core::hresult Opened(std::vector<string>& times /* @out @restrict:0..10 */) const = 0;
    };

} // namespace Exchange
} // namespace Thunder
